"use strict";

// Colours, spacing and limits of Teams' light theme
const HOST_CONFIG = {
  fontFamily: '"Segoe UI", "Selawik", "Liberation Sans", Arial, sans-serif',
  fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 200, default: 400, bolder: 600 },
  lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: "#e1e1e1" },
  imageSizes: { small: 32, medium: 52, large: 100 },
  supportsInteractivity: true,
  containerStyles: {
    default: containerStyle("#ffffff"),
    emphasis: containerStyle("#f0f0f0"),
    accent: containerStyle("#e8ebfa"),
    good: containerStyle("#e7f2da"),
    warning: containerStyle("#fbf6d9"),
    attention: containerStyle("#fcf4f6"),
  },
  actions: {
    maxActions: 6,
    spacing: "default",
    buttonSpacing: 8,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    showCard: { actionMode: "inline", inlineTopMargin: 16 },
  },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { suffix: " *", suffixColor: "attention" },
      optionalInputs: {},
    },
    errorMessage: { color: "attention", spacing: "small" },
  },
  textBlock: { headingLevel: 2 },
  factSet: {
    title: { weight: "bolder", wrap: true, maxWidth: 150 },
    value: { wrap: true },
    spacing: 16,
  },
};

// Properties the library reads outside its schemas (adaptivecards 3.0.6), or leaves to Teams
const UNLISTED = new Set([
  "$schema", "actions", "body", "card", "cells", "columns", "fallback", "fallbackText", "images", "inlines", "items",
  "lang", "msteams", "pages", "rows", "selectAction", "speak", "targetWidth", "type",
  "version",
]);

function containerStyle(backgroundColor) {
  const shades = (color, subtle) => ({ default: color, subtle });
  return {
    backgroundColor,
    foregroundColors: {
      default: shades("#242424", "#616161"),
      dark: shades("#242424", "#616161"),
      light: shades("#ffffff", "#f3f2f1"),
      accent: shades("#5b5fc7", "#8b8cc7"),
      good: shades("#13a10e", "#217346"),
      warning: shades("#835c00", "#835c00"),
      attention: shades("#c4314b", "#c4314b"),
    },
  };
}

const markdown = markdownit();
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

// The library passes over properties it does not know (adaptivecards 3.0.6); a misspelt one should not go unnoticed
AdaptiveCards.SerializableObject.defaultMaxVersion = AdaptiveCards.Versions.v1_5;
let unknownProperties = [];
const parseObject = AdaptiveCards.SerializableObject.prototype.internalParse;
AdaptiveCards.SerializableObject.prototype.internalParse = function (source, context) {
  if (source && typeof source === "object") {
    const schema = this.getSchema();
    const known = new Set(Array.from({ length: schema.getCount() }, (_, index) => schema.getItemAt(index).name));
    for (const name of Object.keys(source)) {
      if (!known.has(name) && !UNLISTED.has(name)) {
        unknownProperties.push(`UnknownProperty: ${source.type ?? this.getSchemaKey()} has no property "${name}"`);
      }
    }
  }
  return parseObject.call(this, source, context);
};

function describe({ event, message, source }) {
  const where = source?.getJsonTypeName?.() ?? source?.getSchemaKey?.();
  return `${AdaptiveCards.ValidationEvent[event]}: ${message}${where ? ` (${where})` : ""}`;
}

function parse(json) {
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  const card = new AdaptiveCards.AdaptiveCard();
  unknownProperties = [];
  card.hostConfig = new AdaptiveCards.HostConfig(HOST_CONFIG);
  card.parse(json, context);
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index));
  return { card, faults: [...unknownProperties, ...events.map(describe)] };
}

function show(card, width) {
  const host = document.getElementById("card");
  host.style.width = `${width}px`;
  host.replaceChildren();
  const rendered = card.render(host);
  return Boolean(rendered) && host.innerText.trim() !== "";
}

// Teams draws these and the library does not (adaptivecards 3.0.6): it shows their fallback, which they must have
const TEAMS_ONLY = new Set(["Chart.HorizontalBar"]);

function withFallbacks(json) {
  return JSON.parse(JSON.stringify(json), (_, value) =>
    TEAMS_ONLY.has(value?.type) && value.fallback ? value.fallback : value,
  );
}

// Called from renderer.py
function checkCard(json) {
  const { card, faults } = parse(withFallbacks(json));
  faults.push(...card.validateProperties().validationEvents.map(describe));
  if (!show(card, 600)) {
    faults.push("EmptyRender: the card shows no text");
  }
  return [...new Set(faults)];
}

// Called from renderer.py
function showCard(json, width) {
  show(parse(json).card, width);
}

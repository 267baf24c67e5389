// Handlers put in the place of those of @vercel/cosmosdb-server 1.0.1, where a missing item is a 500, a batch is not
// atomic, and a query forgets its partition. What is not done is refused. To be loaded before the package's routes.
"use strict";

const LIB = "@vercel/cosmosdb-server/lib";
const json = require(`${LIB}/json`);
const readItems = require(`${LIB}/handler/_read-items`).default;
const { Refusal, badRequest, notEmulated, ownerNotFound, tooLarge } = require("./answers.cjs");
const { MAX_BYTES, isExpired, operate, operateAtomically, partitionOf, size } = require("./documents.cjs");

const MAX_OPERATIONS = 100;

// A body can be read but once, and the package's own handlers read it too.
const readOnce = json.default;
const bodies = new WeakMap();
const readJson = (request) => {
  if (!bodies.has(request)) bodies.set(request, readOnce(request));
  return bodies.get(request);
};
json.default = readJson;

function replaceHandler(name, handler) {
  require(`${LIB}/handler/${name}`).default = async (account, request, response, parameters) => {
    try {
      return await handler({ account, request, response, parameters });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refuse(response, error);
    }
  };
}

function refuse(response, { status, code, message, headers }) {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  return { code, message };
}

function containerOf({ account, parameters }) {
  const container = account.database(parameters.dbId).collection(parameters.collId);
  if (!container.read()) throw ownerNotFound();
  return container;
}

function partitionIn(request) {
  const header = request.headers["x-ms-documentdb-partitionkey"];
  return header === undefined ? undefined : JSON.parse(header)[0];
}

function handleDocument(name, operationType) {
  replaceHandler(name, async (call) => {
    const { request, response, parameters } = call;
    const container = containerOf(call);
    const operation = { operationType, id: parameters.docId, ifMatch: request.headers["if-match"] };
    if (request.method === "POST" || request.method === "PUT") operation.resourceBody = await readJson(request);
    const [status, document] = operate(container, partitionIn(request), operation);
    response.statusCode = status;
    return document;
  });
}

handleDocument("create-document", "Create");
handleDocument("read-document", "Read");
handleDocument("replace-document", "Replace");
handleDocument("delete-document", "Delete");

for (const name of ["patch-document", "upsert-document", "read-documents"]) {
  replaceHandler(name, () => {
    throw notEmulated(name);
  });
}

replaceHandler("batch-documents", async (call) => {
  const { request, response } = call;
  const container = containerOf(call);
  const operations = await readJson(request);
  if (operations.length > MAX_OPERATIONS) {
    throw badRequest("Batch request has more operations than what is supported.");
  }
  if (size(operations) > MAX_BYTES) throw tooLarge();
  try {
    return operateAtomically(container, partitionIn(request), operations).map(([statusCode, document]) => ({
      statusCode,
      requestCharge: 1,
      eTag: document && document._etag,
      resourceBody: document,
    }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    response.statusCode = 207;
    return operations.map((_, n) => ({ statusCode: n === error.position ? error.status : 424, requestCharge: 0 }));
  }
});

replaceHandler("query-documents", async (call) => {
  const { request, response } = call;
  if (/^true$/i.test(request.headers["x-ms-cosmos-is-query-plan-request"])) throw notEmulated("query plans");
  const container = containerOf(call);
  const { query, parameters } = await readJson(request);
  const partition = partitionIn(request);
  if (partition === undefined && !/^true$/i.test(request.headers["x-ms-documentdb-query-enablecrosspartition"])) {
    throw badRequest("Cross partition query is required but disabled.");
  }
  const documents = [...container.documents._data.values()]
    .map((item) => item.read())
    .filter((document) => !isExpired(container, document))
    .filter((document) => partition === undefined || partitionOf(container, document) === partition);
  return readItems(request, response, "Documents", async ({ continuation, maxItemCount }) => {
    try {
      const options = { parameters, continuation, maxItemCount, compositeIndexes: compositeIndexesOf(container) };
      return container.documents._getQuery(query).exec(documents, options);
    } catch (error) {
      throw badRequest(error.message);
    }
  });
});

// A composite index serves its own order and the very opposite one. The package knows only the first.
function compositeIndexesOf(container) {
  const opposite = { ascending: "descending", descending: "ascending" };
  const { compositeIndexes = [] } = container.read().indexingPolicy || {};
  const reversed = compositeIndexes.map((index) => index.map(({ path, order }) => ({ path, order: opposite[order] })));
  return [...compositeIndexes, ...reversed];
}

const createCollection = require(`${LIB}/handler/create-collection`).default;

replaceHandler("create-collection", async ({ account, request, response, parameters }) => {
  const { partitionKey, uniqueKeyPolicy } = await readJson(request);
  if (partitionKey.paths.length > 1) throw notEmulated("hierarchical partition keys");
  if (uniqueKeyPolicy) throw notEmulated("unique keys");
  return createCollection(account, request, response, parameters);
});

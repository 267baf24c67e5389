// One operation on one document. @vercel/cosmosdb-server 1.0.1 keeps the documents; it is mended here where it differs
// from Azure Cosmos DB: etags are quoted, ids stay within their partition, and documents expire.
"use strict";

const LIB = "@vercel/cosmosdb-server/lib";
const Documents = require(`${LIB}/account/documents`).default;
const Items = require(`${LIB}/account/items`).default;
const clock = require("./clock.cjs");
const { badRequest, conflict, notEmulated, notFound, preconditionFailed, tooLarge } = require("./answers.cjs");

const MAX_BYTES = 2 * 1024 * 1024;
const MAX_ID_BYTES = 1023;

const size = (value) => Buffer.byteLength(JSON.stringify(value));

Documents.prototype._set = function set(document) {
  if (!document._etag.startsWith('"')) document._etag = `"${document._etag}"`;
  document._ts = clock.now();
  return Items.prototype._set.call(this, document);
};

Documents.prototype._getId = (path, value, partition) => JSON.stringify([partition, path, value]);

Documents.prototype._toRid = function toRid(path, value, partition) {
  return this._index.get(this._getId(path, value, partition));
};

Documents.prototype._item = function item(path, value, partition) {
  const found = Items.prototype._item.call(this, path, value, partition);
  const document = found.read();
  if (!document || !isExpired(this._parent, document)) return found;
  this._index.delete(this._getId("/id", document.id, partition));
  this._data.delete(document._rid);
  return this._newItem();
};

function isExpired(container, document) {
  const { defaultTtl } = container.read();
  if (defaultTtl === undefined) return false;
  const ttl = document.ttl === undefined ? defaultTtl : document.ttl;
  return ttl > 0 && document._ts + ttl <= clock.now();
}

function partitionOf(container, document) {
  const [path] = container.read().partitionKey.paths;
  return document[path.slice(1)];
}

function check(container, partition, document) {
  const { id, ttl } = document;
  if (typeof id !== "string" || !id || /[/\\?#]/.test(id) || Buffer.byteLength(id) > MAX_ID_BYTES) {
    throw badRequest("The input id is invalid.");
  }
  if (ttl !== undefined && !(Number.isInteger(ttl) && (ttl > 0 || ttl === -1))) {
    throw badRequest("The input ttl is invalid.");
  }
  if (size(document) > MAX_BYTES) throw tooLarge();
  if (partitionOf(container, document) !== partition) {
    throw badRequest("PartitionKey extracted from document doesn't match the one specified in the header");
  }
}

const find = (container, partition, id) => container.documents._item("/id", id, partition).read();

function current(container, partition, { id, ifMatch }) {
  const document = find(container, partition, id);
  if (!document) throw notFound();
  if (ifMatch && ifMatch !== "*" && ifMatch !== document._etag) throw preconditionFailed();
  return document;
}

const OPERATIONS = {
  Read: (container, partition, operation) => [200, current(container, partition, operation)],
  Create: (container, partition, { resourceBody }) => {
    check(container, partition, resourceBody);
    if (find(container, partition, resourceBody.id)) throw conflict();
    return [201, container.documents.create(resourceBody)];
  },
  Replace: (container, partition, operation) => {
    check(container, partition, operation.resourceBody);
    const old = current(container, partition, operation);
    if (old.id !== operation.resourceBody.id) throw badRequest("The id of a document cannot be replaced.");
    return [200, container.documents.replace(operation.resourceBody, old)];
  },
  Delete: (container, partition, operation) => {
    container.documents.delete(current(container, partition, operation).id, partition);
    return [204, undefined];
  },
};

exports.MAX_BYTES = MAX_BYTES;
exports.size = size;
exports.isExpired = isExpired;
exports.partitionOf = partitionOf;

// Returns the status and the document. An operation: operationType, id, resourceBody, ifMatch, as in a batch.
exports.operate = (container, partition, operation) => {
  const work = OPERATIONS[operation.operationType];
  if (!work) throw notEmulated(`the operation ${operation.operationType}`);
  return work(container, partition, operation);
};

// Does all operations, or none, and tells the first that failed.
exports.operateAtomically = (container, partition, operations) => {
  const { documents } = container;
  const before = [new Map(documents._data), new Map(documents._index)];
  const done = [];
  try {
    for (const operation of operations) done.push(exports.operate(container, partition, operation));
  } catch (error) {
    [documents._data, documents._index] = before;
    error.position = done.length;
    throw error;
  }
  return done;
};

// Errors as Azure Cosmos DB words them: the SDK reads status and sub-status, people read the message.
"use strict";

class Refusal extends Error {
  constructor(status, code, message, headers = {}) {
    super(message);
    Object.assign(this, { status, code, headers });
  }
}

exports.Refusal = Refusal;

exports.badRequest = (message) => new Refusal(400, "BadRequest", message);

exports.notEmulated = (what) => exports.badRequest(`This emulator does not do ${what}.`);

exports.notFound = () => new Refusal(404, "NotFound", "Entity with the specified id does not exist in the system.");

exports.ownerNotFound = () =>
  new Refusal(404, "NotFound", "Owner resource does not exist", { "x-ms-substatus": "1003" });

exports.conflict = () => new Refusal(409, "Conflict", "Entity with the specified id already exists in the system.");

exports.preconditionFailed = () =>
  new Refusal(412, "PreconditionFailed", "One of the specified pre-condition is not met.");

exports.tooLarge = () => new Refusal(413, "RequestEntityTooLarge", "Request size is too large");

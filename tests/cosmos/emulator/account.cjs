// The account: who may ask, and where it says that it is. @vercel/cosmosdb-server 1.0.1 lets everybody in, and names
// itself with https.
"use strict";

const crypto = require("node:crypto");

// The key of all emulators, and no secret.
exports.KEY = "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";

exports.isAuthorized = ({ method, url, headers }) => {
  const path = decodeURIComponent(new URL(url, "http://emulator").pathname).replace(/^\/+|\/+$/g, "");
  const parts = path ? path.split("/") : [];
  const isFeed = parts.length % 2 === 1;
  const type = (isFeed ? parts.at(-1) : parts.at(-2)) || "";
  const link = (isFeed ? parts.slice(0, -1) : parts).join("/");
  const date = (headers["x-ms-date"] || "").toLowerCase();
  const signature = crypto
    .createHmac("sha256", Buffer.from(exports.KEY, "base64"))
    .update(`${method.toLowerCase()}\n${type.toLowerCase()}\n${link}\n${date}\n\n`)
    .digest("base64");
  return decodeURIComponent(headers.authorization || "") === `type=master&ver=1.0&sig=${signature}`;
};

exports.describe = (host) => {
  const locations = [{ name: "Local", databaseAccountEndpoint: `http://${host}/` }];
  return {
    id: "emulator",
    _rid: "emulator",
    _self: "",
    _dbs: "//dbs/",
    media: "//media/",
    addresses: "//addresses/",
    writableLocations: locations,
    readableLocations: locations,
    enableMultipleWriteLocations: false,
    userConsistencyPolicy: { defaultConsistencyLevel: "Session" },
    userReplicationPolicy: { asyncReplication: false, minReplicaSetSize: 1, maxReplicasetSize: 4 },
    systemReplicationPolicy: { minReplicaSetSize: 1, maxReplicasetSize: 4 },
    readPolicy: { primaryReadCoefficient: 1, secondaryReadCoefficient: 1 },
    queryEngineConfiguration: "{}",
  };
};

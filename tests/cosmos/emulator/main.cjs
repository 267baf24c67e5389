// An Azure Cosmos DB to try things on, in memory, on loopback: `node main.cjs [PORT]`. Prints one line of JSON when it
// is ready: the port of the database, the port of the controls, and the key. Ends when its standard input does.
"use strict";

const crypto = require("node:crypto");
const http = require("node:http");
require("./handlers.cjs");
const { createHttpServer } = require("@vercel/cosmosdb-server");
const account = require("./account.cjs");
const clock = require("./clock.cjs");
const faults = require("./faults.cjs");

const HOST = "127.0.0.1";
const requests = [];

function send(response, status, body) {
  response.writeHead(status, { "content-type": "application/json", "x-ms-activity-id": crypto.randomUUID() });
  response.end(JSON.stringify(body));
}

function createDatabase() {
  const server = createHttpServer({ keepAlive: true });
  const [handleRest] = server.listeners("request");
  const handle = (request, response) => {
    if (!account.isAuthorized(request)) {
      send(response, 401, { code: "Unauthorized", message: "The input authorization token can't serve the request." });
    } else if (new URL(request.url, "http://emulator").pathname === "/") {
      send(response, 200, account.describe(request.headers.host));
    } else {
      handleRest(request, response);
    }
  };
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    requests.push(`${request.method} ${decodeURIComponent(request.url)}`);
    faults.answer(request, response, handle);
  });
  // The package makes a new, empty account each time the server begins to listen: once is enough.
  server.once("listening", () => server.removeAllListeners("listening"));
  // Longer than clients keep a connection: the default of 5 s closes some that are just being used.
  server.keepAliveTimeout = 300_000;
  return server;
}

const listen = (server, port) => new Promise((resolve) => server.listen(port, HOST, resolve));

async function main() {
  const database = createDatabase();
  await listen(database, Number(process.argv[2] || 0));
  const { port } = database.address();

  const controls = {
    "/faults": (wanted) => faults.set(wanted),
    "/clock": (now) => clock.set(now),
    "/requests": () => requests.splice(0),
    "/reset": (now) => {
      faults.set([]);
      clock.set(now);
      requests.length = 0;
      return controls["/start"]();
    },
    "/start": () => (database.listening ? undefined : listen(database, port)),
    "/stop": () => {
      const closed = new Promise((resolve) => database.close(resolve));
      database.closeAllConnections();
      return closed;
    },
  };
  const control = http.createServer(async (request, response) => {
    const chunks = await request.toArray();
    const result = await controls[request.url](JSON.parse(Buffer.concat(chunks).toString() || "null"));
    send(response, 200, result === undefined ? null : result);
  });
  await listen(control, 0);

  console.log(JSON.stringify({ port, controlPort: control.address().port, key: account.KEY }));
  process.stdin.on("end", () => process.exit()).resume();
}

main();

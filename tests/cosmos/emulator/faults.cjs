// Faults that tests order: the next requests that match are refused, held up, never answered, or cut off.
//
// A fault: `method` and `path` (a regular expression) say which requests; `skip` and `count` how many are let through
// and how many are hit. What happens: `delay` (milliseconds), then `status` with `headers`, `hang`, `drop: "before"` the
// request is applied or `drop: "after"`, so that only the answer is lost.
"use strict";

let faults = [];

exports.set = (wanted) => {
  faults = wanted.map((fault) => ({ skip: 0, count: 1, ...fault }));
};

function next({ method, url }) {
  const fault = faults.find(
    (each) =>
      each.count > 0 && (!each.method || each.method === method) && (!each.path || new RegExp(each.path).test(url)),
  );
  if (!fault) return {};
  if (fault.skip > 0) {
    fault.skip -= 1;
    return {};
  }
  fault.count -= 1;
  return fault;
}

// Answers the request by `handle`, or in the way of the fault that is next.
exports.answer = async (request, response, handle) => {
  const { delay, status, headers, hang, drop } = next(request);
  if (delay) await new Promise((resolve) => setTimeout(resolve, delay));
  if (hang) return;
  if (drop === "before") {
    request.socket.destroy();
  } else if (drop === "after") {
    response.end = () => request.socket.destroy();
    handle(request, response);
  } else if (status) {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ code: String(status), message: "A fault that a test ordered." }));
  } else {
    handle(request, response);
  }
};

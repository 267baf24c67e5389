// The clock by which documents are dated and expire: the world's, until a test sets it. Then it stands still.
"use strict";

let fixed;

exports.now = () => (fixed === undefined ? Math.floor(Date.now() / 1000) : fixed);

exports.set = (seconds) => {
  fixed = Math.floor(seconds);
};

// What the drivers of Node.js share. `DRIVER add WARM_UP_SECONDS SECONDS` adds jobs one by one, `DRIVER drain JOBS`
// fills the queue and empties it; both print one line of JSON: {"count", "seconds", "wal_bytes"} of the timed part.
"use strict";

const { Pool } = require("pg");

const ADDERS = 32;
const url = process.env.PEER_DATABASE_URL;

function seconds(since) {
  return Number(process.hrtime.bigint() - since) / 1e9;
}

async function walPosition(pool) {
  const { rows } = await pool.query("select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::text as position");
  return Number(rows[0].position);
}

async function addFor(queue, limit) {
  const start = process.hrtime.bigint();
  let count = 0;
  const adder = async () => {
    while (seconds(start) < limit) {
      await queue.add(count++);
    }
  };
  await Promise.all(Array.from({ length: ADDERS }, adder));
  return { count, seconds: seconds(start) };
}

async function timed(pool, work) {
  const before = await walPosition(pool);
  const done = await work();
  return { ...done, wal_bytes: (await walPosition(pool)) - before };
}

async function drain(queue, pool, jobs) {
  await queue.fill(jobs);
  await pool.query("vacuum (analyze)");
  await pool.query("checkpoint");
  return timed(pool, async () => {
    const start = process.hrtime.bigint();
    await queue.drain(jobs);
    return { count: jobs, seconds: seconds(start) };
  });
}

// Runs what the command line asks for. `open(pool, url)` answers with {add, fill, drain, close}.
exports.main = async (open) => {
  const [phase, first, second] = process.argv.slice(2);
  const pool = new Pool({ connectionString: url, max: ADDERS });
  pool.on("error", (failure) => console.error(failure));
  try {
    const queue = await open(pool, url);
    let result;
    if (phase === "add") {
      await addFor(queue, Number(first));
      result = await timed(pool, () => addFor(queue, Number(second)));
    } else {
      result = await drain(queue, pool, Number(first));
    }
    console.log(JSON.stringify(result));
    await queue.close();
    await pool.end();
    process.exit(0);
  } catch (failure) {
    console.error(failure);
    process.exit(1);
  }
};

// pg-boss as its manual advises for many small jobs: fetched and completed in batches.
"use strict";

const PgBoss = require("pg-boss");
const { main } = require("./driver");

const QUEUE = "noop";
const CONNECTIONS = 32;
const INSERTED_AT_ONCE = 5000;
const FETCHERS = 4;
const FETCHED_AT_ONCE = 500;

main(async (pool, url) => {
  const boss = new PgBoss({ connectionString: url, max: CONNECTIONS, supervise: false, schedule: false });
  boss.on("error", (failure) => {
    console.error(failure);
    process.exit(1);
  });
  await boss.start();
  await boss.createQueue(QUEUE);
  const fetchAndComplete = async () => {
    let done = 0;
    for (;;) {
      const jobs = await boss.fetch(QUEUE, { batchSize: FETCHED_AT_ONCE });
      if (jobs.length === 0) {
        return done;
      }
      await boss.complete(QUEUE, jobs.map((job) => job.id));
      done += jobs.length;
    }
  };
  return {
    add: (id) => boss.send(QUEUE, { id }),
    fill: async (jobs) => {
      for (let first = 0; first < jobs; first += INSERTED_AT_ONCE) {
        const length = Math.min(INSERTED_AT_ONCE, jobs - first);
        await boss.insert(Array.from({ length }, (_, i) => ({ name: QUEUE, data: { id: first + i } })));
      }
    },
    drain: async (jobs) => {
      const shares = await Promise.all(Array.from({ length: FETCHERS }, fetchAndComplete));
      const done = shares.reduce((sum, share) => sum + share, 0);
      if (done !== jobs) {
        throw new Error(`${done} of ${jobs} jobs came out of the queue`);
      }
    },
    close: () => boss.stop({ graceful: false }),
  };
});

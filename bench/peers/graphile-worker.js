// graphile-worker as the page on performance in its manual advises: jobs are fetched by the hundred into a local queue,
// and completed in batches.
"use strict";

const { Logger, makeWorkerUtils, run } = require("graphile-worker");
const { main } = require("./driver");

const CONCURRENT_JOBS = 24;
const LOCAL_QUEUE = 500;

const FILL = `
  select count(*) from graphile_worker.add_jobs(array(
    select json_populate_record(null::graphile_worker.job_spec,
      json_build_object('identifier', 'noop', 'payload', json_build_object('id', n)))
    from generate_series(1, $1) as n))`;

main(async (pool) => {
  const utils = await makeWorkerUtils({ pgPool: pool });
  await utils.migrate();
  let runner;
  return {
    add: (id) => utils.addJob("noop", { id }),
    fill: (jobs) => pool.query(FILL, [jobs]),
    drain: (jobs) =>
      new Promise((resolve, reject) => {
        let done = 0;
        const noop = async () => {
          done += 1;
          if (done === jobs) {
            resolve();
          }
        };
        run({
          pgPool: pool,
          taskList: { noop },
          noHandleSignals: true,
          logger: new Logger(() => () => {}),
          preset: {
            worker: {
              concurrentJobs: CONCURRENT_JOBS,
              localQueue: { size: LOCAL_QUEUE },
              completeJobBatchDelay: 0,
              failJobBatchDelay: 0,
            },
          },
        }).then((started) => (runner = started), reject);
      }),
    close: async () => {
      if (runner) {
        await runner.stop();
      }
      await utils.release();
    },
  };
});

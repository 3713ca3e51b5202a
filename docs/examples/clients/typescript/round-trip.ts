// One task from its creation to its end, with the generated client: run ../run.
import { Configuration, EvidenceApi, ResponseError, TasksApi } from './index';

function expect(what: string, right: boolean): void {
  if (!right) {
    throw new Error(what);
  }
  console.log('  ' + what);
}

async function refused(call: Promise<unknown>): Promise<{ status: number; body: any }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ResponseError) {
      return { status: error.response.status, body: await error.response.json() };
    }
    throw error;
  }
  throw new Error('it should have been refused');
}

async function main(basePath: string): Promise<void> {
  const configuration = new Configuration({ basePath });
  const tasks = new TasksApi(configuration);
  const evidence = new EvidenceApi(configuration);

  const created = await tasks.createTaskRaw({
    newTask: {
      title: 'Check the north valve',
      type: 'maintenance',
      priority: 'high',
      dueAt: '2036-06-01T08:00:00Z',
      schedule: { type: 'daily', time: '08:00', timezone: 'Asia/Aden' },
      tags: new Set(['water']),
    },
  });
  const task = await created.value();
  expect('created', created.raw.status === 201 && task.status === 'pending' && task.priorityRank === 10);
  expect('its schedule is typed', task.schedule?.type === 'daily' && task.schedule?.time === '08:00');

  const id = task.id;
  const read = await tasks.getTaskRaw({ id });
  expect('read', (await read.value()).title === 'Check the north valve');
  const page = await tasks.listTasks({ tag: 'water', status: ['pending'], limit: 100, sort: '-created_at' });
  expect('listed', page.items.some((item) => item.id === id));

  const ifMatch = read.raw.headers.get('ETag') ?? '';
  const changed = await tasks.updateTask({ id, ifMatch, taskPatch: { description: 'Two hours.', schedule: null } });
  expect('changed with If-Match', changed.description === 'Two hours.' && changed.schedule === null);
  const late = await refused(tasks.updateTask({ id, ifMatch, taskPatch: { title: 'Too late' } }));
  expect('a second change with the same tag is refused', late.status === 412 && late.body.code === 'precondition_failed');

  expect('started', (await tasks.startTask({ id })).status === 'running');
  await evidence.addEvidence({ id, newEvidence: { kind: 'measurement', measurement: { name: 'ph', value: 6.8 } } });
  const shown = await evidence.listEvidence({ id });
  expect('evidence added', shown.items[0].measurement?.value === 6.8);
  const done = await tasks.completeTask({ id, completeCommand: { notes: 'All rows watered', actualMinutes: 90 } });
  expect('completed', done.status === 'completed' && done.completedAt instanceof Date && done.actualMinutes === 90);

  const wrong = await refused(tasks.createTask({ newTask: { title: '', estimatedMinutes: -1 } }));
  const places = wrong.body.detail.map((violation: any) => violation.loc.join('.'));
  expect('every mistake is named', wrong.status === 422 && places.join() === 'body.title,body.estimated_minutes');
  const again = await refused(tasks.startTask({ id }));
  expect('a command that the status forbids is refused', again.status === 409 && again.body.allowed.includes('reopen'));

  await tasks.deleteTask({ id });
  const gone = await refused(tasks.getTask({ id }));
  expect('deleted', gone.status === 404 && gone.body.code === 'not_found');
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});

// Receives one webhook from a running service and verifies it with the library of Standard Webhooks.
import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const api = (process.argv[2] ?? "http://127.0.0.1:8211") + "/api/v1";
const headers = { "Content-Type": "application/json" };
if (process.env.ERRAND_TOKEN) headers.Authorization = `Bearer ${process.env.ERRAND_TOKEN}`;

async function ask(method, path, body) {
  const answer = await fetch(api + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}

/** The first delivery: its headers, and its body as it came. Parsing it first would break the signature. */
function delivery(server) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("nothing was delivered within 30 s")), 30_000).unref();
    server.on("request", async (request, response) => {
      const parts = [];
      for await (const part of request) parts.push(part);
      response.writeHead(204).end();
      resolve({ headers: request.headers, body: Buffer.concat(parts).toString("utf8") });
    });
  });
}

const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const url = `http://127.0.0.1:${server.address().port}/`;
const arriving = delivery(server);
const webhook = await ask("POST", "/webhooks", { url, event_types: ["task_service.task.created"] });
try {
  const task = await ask("POST", "/tasks", { title: "Check the north valve, ثم أغلقه" });
  const { headers: sent, body } = await arriving;
  const event = new Webhook(webhook.secret).verify(body, sent);
  if (event.subject !== task.id) throw new Error(`the event is about ${event.subject}, not ${task.id}`);
  let believed = true;
  try {
    new Webhook(webhook.secret).verify(body.replace("north", "south"), sent);
  } catch {
    believed = false;
  }
  if (believed) throw new Error("a changed body was believed");
  writeFileSync("delivery.json", body);
  writeFileSync(
    "delivery.env",
    [
      `WEBHOOK_SECRET='${webhook.secret}'`,
      `WEBHOOK_ID='${sent["webhook-id"]}'`,
      `WEBHOOK_TIMESTAMP='${sent["webhook-timestamp"]}'`,
      `WEBHOOK_SIGNATURE='${sent["webhook-signature"]}'`,
    ].join("\n") + "\n",
  );
  console.log(`standardwebhooks: ${event.type} is genuine`);
} finally {
  await ask("DELETE", `/webhooks/${webhook.id}`);
  server.close();
}

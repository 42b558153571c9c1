// The reference implementation of Standard Webhooks, driven by the test beside it: one JSON request per line in, one JSON answer per line out.
// {op: "sign", secret, id, timestamp, body} → {signature};  {op: "verify", secret, id, timestamp, signature, body} → {valid}
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const webhook = new Webhook(request.secret);
  if (request.op === "sign") {
    answer({ signature: webhook.sign(request.id, new Date(request.timestamp * 1000), request.body) });
    continue;
  }
  try {
    webhook.verify(request.body, {
      "webhook-id": request.id,
      "webhook-timestamp": String(request.timestamp),
      "webhook-signature": request.signature,
    });
    answer({ valid: true });
  } catch (error) {
    answer({ valid: false, why: String(error) });
  }
}

function answer(value) {
  process.stdout.write(JSON.stringify(value) + "\n");
}

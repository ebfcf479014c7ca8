// Asks Pecete over gRPC, from the contract as it stands, without generated code.
//
//   node guard.js 127.0.0.1:50051 < messages.txt
//
// reads a message from each line and writes what to do with it; lines are judged together,
// as those of one conversation. PECETE_KEY is a key or token, if the server asks who calls,
// which then goes over TLS; PECETE_CA is the file of an authority of one's own that signs
// for the server.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const root = fileURLToPath(new URL("../../", import.meta.url));
const contract = loadSync("pecete/v1/classifier.proto", {
  includeDirs: [root + "proto", root + "third_party/googleapis"],
  defaults: true,
  enums: String,
});
const { ClassifierService } = grpc.loadPackageDefinition(contract).pecete.v1;
const { PECETE_KEY: key, PECETE_CA: authority } = process.env;
const overTLS = () => grpc.credentials.createSsl(authority ? readFileSync(authority) : null);
const security = key || authority ? overTLS() : grpc.credentials.createInsecure();
const pecete = new ClassifierService(process.argv[2] ?? "127.0.0.1:50051", security);
const headers = new grpc.Metadata();
if (key) headers.set("authorization", `Bearer ${key}`);
const options = { locale: "en", offsetUnit: "OFFSET_UNIT_UTF16", channel: { kind: "CHANNEL_KIND_MESSENGER_GROUP" } };

// One message after the other: an answer tells whether to send before the next is asked.
const stream = pecete.classifyStream(headers, { deadline: Date.now() + 60_000 });
const answers = stream[Symbol.asyncIterator]();
for await (const text of createInterface({ input: process.stdin })) {
  stream.write({ text, options, conversationId: "1" });
  const { value: answer } = await answers.next();
  if (answer.error) {
    console.log(`error ${answer.error.code}: ${answer.error.message}`);
    continue;
  }
  const { verdict, findings } = answer.assessment;
  const found = findings.map((f) => `${f.detector} [${text.slice(f.start, f.end)}]`).join(", ");
  console.log([verdict.replace("VERDICT_", ""), found].filter(Boolean).join(" "));
}
stream.end();
await answers.next();
pecete.close();

// Checks the OpenAPI document with a public validator, and the golden wire files against the document's own schemas, so
// that the document does not only look right but tells what is on the wire.
//
//   node openapi.mjs MODULES DOCUMENT GOLDEN
//   MODULES   the folder that holds node_modules
//   DOCUMENT  the document's file
//   GOLDEN    the folder of TYPE.WHAT.json
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, file, golden] = process.argv.slice(2);
const require = createRequire(join(modules, "package.json"));
const { Validator } = await import(
  pathToFileURL(require.resolve("@seriousme/openapi-schema-validator")).href
);
const Ajv = require("ajv/dist/2020.js");
const failures = [];

const text = readFileSync(file, "utf8");
const result = await new Validator().validate(text);
if (!result.valid) failures.push(`the document: ${JSON.stringify(result.errors)}`);

const document = JSON.parse(text);
if (document.openapi !== "3.1.0") failures.push(`it says it is OpenAPI ${document.openapi}`);
const operations = Object.values(document.paths).flatMap((path) =>
  Object.entries(path).filter(([method]) => method !== "parameters").map(([, operation]) => operation),
);
const names = new Set(operations.map((operation) => operation.operationId));
if (names.size !== operations.length || names.size === 0) failures.push("operation ids are not unique");

// Text with line breaks, lengths in grapheme clusters and the like are beyond JSON Schema; the rest it can tell.
const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema(document, "document");
let compared = 0;
for (const name of readdirSync(golden).filter((entry) => entry.endsWith(".json"))) {
  const type = name.split(".")[0];
  const check = ajv.getSchema(`document#/components/schemas/${type}`);
  const value = JSON.parse(readFileSync(join(golden, name), "utf8"));
  if (check === undefined) failures.push(`${name}: no schema`);
  else if (!check(value)) failures.push(`${name}: ${JSON.stringify(check.errors)}`);
  compared++;
}
if (compared === 0) failures.push(`there is nothing in ${golden}`);

// The schemas also refuse: a field nobody knows, and one that is missing.
const strict = ajv.getSchema("document#/components/schemas/login_request");
const sound = { email: "a@example.kr", password: "x" };
if (!strict(sound)) failures.push("login_request refuses what is sound");
if (strict({ ...sound, extra: 1 })) failures.push("login_request takes an unknown field");
if (strict({ email: sound.email })) failures.push("login_request takes a missing password");

for (const failure of failures) console.error(failure);
console.log(`${operations.length} operations, ${compared} golden files, ${failures.length} failures`);
process.exit(failures.length === 0 ? 0 : 1);

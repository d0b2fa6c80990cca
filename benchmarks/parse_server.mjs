// A server that parses each JSON body and answers at once: the limit of transport and parsing.
import { createServer } from "node:http";

const server = createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  JSON.parse(Buffer.concat(pieces).toString());
  response.end("{}");
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));

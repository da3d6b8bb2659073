import type { GraphiQLProps } from "graphiql";
import { type DocumentNode, Kind, parse } from "graphql";

const NO_ANSWER =
  "The Retinue service does not answer. Is it still running? Start it with `make run`, then run the query again.";

/** An answer of our own in the form of GraphQL's, so that GraphiQL shows it like any other. */
function failure(message: string) {
  return { errors: [{ message }] };
}

/** For a moment after a change of tabs GraphiQL still sends the last tab's operation name. */
export function hasOperation(query: string, name: string): boolean {
  let document: DocumentNode;
  try {
    document = parse(query, { noLocation: true });
  } catch {
    return false; // The service will say where the query is broken.
  }
  return document.definitions.some(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION && definition.name?.value === name,
  );
}

/** Sends a query to the service that served this page; whatever goes wrong is told in a sentence. */
export const fetcher: GraphiQLProps["fetcher"] = async (
  { query, variables, operationName },
  options,
) => {
  let response: Response;
  let body: string;
  try {
    response = await fetch("/graphql", {
      method: "POST",
      headers: {
        accept: "application/graphql-response+json, application/json;q=0.9",
        "content-type": "application/json",
        ...options?.headers,
      },
      body: JSON.stringify({
        query,
        variables,
        operationName:
          operationName && hasOperation(query, operationName) ? operationName : undefined,
      }),
    });
    body = await response.text();
  } catch {
    return failure(NO_ANSWER);
  }
  try {
    return JSON.parse(body);
  } catch {
    const start = body.trim().slice(0, 300);
    return failure(
      `The service answered ${response.status} ${response.statusText}`.trimEnd() +
        (start ? `, and not in JSON: ${start}` : ", without a word more."),
    );
  }
};

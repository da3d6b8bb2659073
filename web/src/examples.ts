/** One example query, from `web/examples/NN-name.graphql` and, where it has variables, `NN-name.json`. */
export interface Example {
  /** The comment's first line: the question that the query asks. */
  question: string;
  /** The comment's other lines. */
  detail: string;
  query: string;
  /** JSON as written in the file; empty where the query takes none. */
  variables: string;
}

const queries = import.meta.glob<string>("../examples/*.graphql", {
  query: "?raw",
  import: "default",
  eager: true,
});
const variables = import.meta.glob<string>("../examples/*.json", {
  query: "?raw",
  import: "default",
  eager: true,
});

function leadingComment(query: string): string[] {
  const lines = query.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  return lines.slice(0, end).map((line) => line.replace(/^#\s*/, ""));
}

/** In the order of their file names. */
export const examples: Example[] = Object.entries(queries)
  .sort(([a], [b]) => a.localeCompare(b, "en"))
  .map(([path, query]) => {
    const [question = path, ...rest] = leadingComment(query);
    return {
      question,
      detail: rest.join(" "),
      query: query.trimEnd(),
      variables: (variables[path.replace(/\.graphql$/, ".json")] ?? "").trimEnd(),
    };
  });

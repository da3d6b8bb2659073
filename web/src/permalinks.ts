import { useSyncExternalStore } from "react";

import { hasOperation } from "./fetcher";

/** The request header that names the data version to read. It stands in a tab's headers, for all to see. */
export const VERSION_HEADER = "Retinue-Data-Version";

/** A permalink as the service tells it. */
export interface Permalink {
  id: string;
  url: string;
  title: string;
  query: string;
  operationName: string | null;
  variables: Record<string, unknown>;
  dataVersion: number;
  views: {
    asOf: string | null;
    knownAt: string;
    certainty: "POSSIBLE" | "CERTAIN";
    policy: Record<string, string | number | string[]> | null;
  }[];
  citation: { bibtex: string; csl: Record<string, unknown>; text: string };
}

/** What the panel shows: the permalink made or opened last, or what went wrong. */
export interface Shown {
  permalink: Permalink | null;
  trouble: string | null;
}

let shown: Shown = { permalink: null, trouble: null };
const listeners = new Set<() => void>();

export function show(next: Shown): void {
  shown = next;
  for (const listener of listeners) listener();
}

export function useShown(): Shown {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}

/** The id in an address such as /p/0m2b7x4k, null in any other. */
export function idInAddress(pathname: string): string | null {
  return /^\/p\/([0-9a-z]+)$/.exec(pathname)?.[1] ?? null;
}

/** Headers that make a tab read a data version. */
export function pinned(version: number): string {
  return JSON.stringify({ [VERSION_HEADER]: String(version) }, null, 2);
}

/** The data version that a tab's headers name, null where they name none. */
export function versionIn(headers: string | null | undefined): number | null {
  try {
    const found: unknown = JSON.parse(headers || "{}");
    const text = (found as Record<string, unknown> | null)?.[VERSION_HEADER];
    return typeof text === "string" && /^\d+$/.test(text) ? Number(text) : null;
  } catch {
    return null;
  }
}

export function variablesText({ variables }: Permalink): string {
  return Object.keys(variables).length ? JSON.stringify(variables, null, 2) : "";
}

/** Fetches what is kept under an id. Throws an Error with a sentence. */
export async function fetchPermalink(id: string): Promise<Permalink> {
  return answered(fetch(`/p/${id}.json`, { headers: { accept: "application/json" } }));
}

/** Keeps what stands in the editors. Throws an Error with a sentence. */
export async function makePermalink(
  query: string,
  variables: string,
  headers: string,
  operationName: string | null,
): Promise<Permalink> {
  let given: unknown;
  try {
    given = JSON.parse(variables.trim() || "{}");
  } catch {
    throw new Error("The variables are not JSON.");
  }
  const version = versionIn(headers);
  return answered(
    fetch("/permalinks", {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify({
        query,
        variables: given,
        operationName: operationName && hasOperation(query, operationName) ? operationName : null,
        extensions: version === null ? {} : { dataVersion: version },
      }),
    }),
  );
}

async function answered(asked: Promise<Response>): Promise<Permalink> {
  let body: { errors?: { message: string }[] } & Permalink;
  try {
    body = await (await asked).json();
  } catch {
    throw new Error("The Retinue service does not answer. Is it still running?");
  }
  if (body.errors) throw new Error(body.errors.map((error) => error.message).join(" "));
  return body;
}

import { defineConfig } from "vite";

export default defineConfig({
  build: {
    // Monaco, the editor, is one large chunk by nature; the page loads it after its frame.
    chunkSizeWarningLimit: 4000,
    // Whose code is in the bundle, and under which licence.
    license: { fileName: "licenses.md" },
    // No inline script may be needed: the page is served under a strict Content-Security-Policy.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      onLog(level, log, report) {
        // "use client" in the libraries speaks to servers that render React; there is none here.
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
      },
    },
    target: "es2023",
  },
  // `npm run dev` talks to a service that runs beside it.
  server: {
    proxy: Object.fromEntries(
      ["/graphql", "/permalinks", "/export", "^/p/[^/]+\\."].map((path) => [path, "http://127.0.0.1:8000"]),
    ),
  },
});

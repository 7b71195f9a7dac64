// Builds ../static/built/ from scss/ and js/: `npm ci && npm run build`. No source maps: the
// manifest storage that serves the files in production stops at a map that is not there.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import * as sass from "sass";

const here = new URL(".", import.meta.url);
const out = new URL("../static/built/", here);
const path = (url) => decodeURIComponent(url.pathname);

await rm(out, { recursive: true, force: true });
await mkdir(new URL("fonts/", out), { recursive: true });

const { css } = sass.compile(path(new URL("scss/app.scss", here)), {
  loadPaths: [path(here)],
  style: "compressed",
  quietDeps: true,
});
// The pictures that the vendors' styles name are the crown and icons of parts not used here.
await writeFile(new URL("app.css", out), css.replace(/url\("?img\/[^)]*\)/g, "none"));

await build({
  entryPoints: ["js/app.js", "js/enabled.js"].map((file) => path(new URL(file, here))),
  outdir: path(out),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  legalComments: "none",
});

const fonts = new URL("node_modules/@fontsource-variable/source-sans-3/files/", here);
for (const alphabet of ["latin", "latin-ext"]) {
  const name = `source-sans-3-${alphabet}-wght-normal.woff2`;
  await cp(new URL(name, fonts), new URL(`fonts/${name}`, out));
}

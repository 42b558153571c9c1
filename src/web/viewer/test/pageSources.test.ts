import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) => /\.(ts|css)$/.test(path));

/** What a strict Content-Security-Policy forbids, or what could turn somebody's text into markup. */
const FORBIDDEN = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|setAttribute\('style'|@import url|https?:\/\/(?!www\.w3\.org)/;

test.each(sources)('%s makes no markup out of text and asks no other host', (path) => {
  expect(readFileSync(join(root, 'src', path), 'utf8')).not.toMatch(FORBIDDEN);
});

test.each(['index.html', 'replay.html'])('%s has no inline script or style', (name) => {
  const page = readFileSync(join(root, name), 'utf8');
  expect(page).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/);
});

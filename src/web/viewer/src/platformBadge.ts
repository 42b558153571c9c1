import { create } from './dom';

/** Platforms that have a badge of their own: full name and what fits into the badge. Colours are in badges.css. */
const PLATFORMS = new Map<string, { name: string; glyph: string }>([
  ['twitch', { name: 'Twitch', glyph: 'Tw' }],
  ['youtube', { name: 'YouTube', glyph: 'YT' }],
  ['tiktok', { name: 'TikTok', glyph: 'TT' }],
  ['douyin', { name: 'Douyin', glyph: '抖' }],
  ['bilibili', { name: 'Bilibili', glyph: 'B' }],
  ['instagram', { name: 'Instagram', glyph: 'IG' }],
  ['shopee', { name: 'Shopee', glyph: 'Sh' }],
  ['shopify', { name: 'Shopify', glyph: 'Sy' }],
  ['web', { name: 'Web', glyph: 'W' }],
]);

/** The platform's name for people; one that is not known goes by its short name. */
export function platformName(platform: string): string {
  return PLATFORMS.get(platform)?.name ?? platform;
}

/** A small mark that says where somebody is from. */
export function platformBadge(platform: string): HTMLElement {
  const known = PLATFORMS.get(platform);
  const badge = create('span', `badge badge-${known ? platform : 'other'}`, known?.glyph ?? platform.slice(0, 2));
  badge.title = platformName(platform);
  badge.setAttribute('role', 'img');
  badge.setAttribute('aria-label', platformName(platform));
  return badge;
}

/** Gifts that have a picture of their own, by words in their id or name. */
const GLYPHS: readonly (readonly [RegExp, string])[] = [
  [/rose|玫瑰/i, '🌹'], [/heart|爱心|比心/i, '💖'], [/rocket|火箭/i, '🚀'], [/tea|奶茶/i, '🧋'], [/coffee|咖啡/i, '☕'], [/cake|蛋糕/i, '🎂'],
  [/star|星/i, '⭐'], [/crown|皇冠/i, '👑'], [/diamond|gem|钻/i, '💎'], [/beer|cheer|bits/i, '🎉'], [/car|跑车/i, '🏎️'], [/lollipop|糖/i, '🍭'],
  [/sub/i, '🌟'], [/lion|狮/i, '🦁'], [/super ?chat/i, '💬'],
];

export function giftGlyph(id: string, name: string): string {
  return GLYPHS.find(([words]) => words.test(id) || words.test(name))?.[1] ?? '🎁';
}

const PATHS = {
  heart: 'M12 20.3 4.6 13a4.9 4.9 0 0 1 0-7 4.9 4.9 0 0 1 7 0l.4.4.4-.4a4.9 4.9 0 0 1 7 7z',
  gift: 'M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7C9 7 7.500 5.800 7.500 4.300 7.500 3 8.500 2.500 9.500 3 11 3.700 12 7 12 7zm0 0c3 0 4.500-1.200 4.500-2.700C16.500 3 15.500 2.500 14.500 3 13 3.700 12 7 12 7z',
  share: 'M12 15V3.500M7.500 7.500 12 3l4.500 4.500M5 12v7.500h14V12',
  send: 'M4 12 20 4l-5 16-3.500-6.500zM11.500 13.500 20 4',
  danmaku: 'M3.500 5h17v12h-9l-4 3.500V17h-4zM7.500 9h6M10.500 13h6',
  pin: 'M9 4h6l-.8 6 3.300 3.500H6.500L9.800 10zM12 13.500V20',
  megaphone: 'M4 10v4h3l8 4.500v-13L7 10zM18 9.500a3.500 3.500 0 0 1 0 5',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 14.800a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600z',
  close: 'M6 6l12 12M18 6 6 18',
} as const;

export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

/** A line icon of 24 units, in the colour of the text around it. Decoration: it says nothing to a screen reader. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon-${name}`);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** Fills in the icons that index.html asks for with data-icon. */
export function placeIcons(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-icon]')) {
    element.append(icon(element.dataset['icon'] as IconName));
  }
}

/**
 * Shade of step `index` of `count` on the one-hue scale, oldest to newest, as a CSS colour that follows the theme.
 * Never the only sign: the step's name stands beside it.
 */
export const scaleShade = (index: number, count: number): string => {
  const share = count <= 1 ? 100 : Math.round((Math.min(Math.max(index, 0), count - 1) / (count - 1)) * 100);
  return `color-mix(in oklch, var(--color-scale-to) ${share}%, var(--color-scale-from))`;
};

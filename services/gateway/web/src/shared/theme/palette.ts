/** Every colour of the product; nothing else may be written into a page. */
export const palette = {
  red: '#B3191E',
  redHover: '#98141A',
  redActive: '#7D0F14',
  redWash: '#FBEEED',
  blue: '#1F5FA8',
  blueHover: '#174A85',
  blueActive: '#123B6B',
  blueWash: '#E8F0FA',
  blueBorder: '#A9C4E4',
  text: '#1F2329',
  text2: '#4B5159',
  text3: '#646A73',
  placeholder: '#6B717A',
  control: '#8A9099',
  line: '#D9DDE3',
  split: '#EBEDF1',
  fill: '#F7F8FA',
  layout: '#F4F5F7',
  white: '#FFFFFF',
  ok: '#1F7A4D',
  okWash: '#E9F5EE',
  okBorder: '#A9D6BD',
  warn: '#8F5600',
  warnWash: '#FDF3E1',
  warnBorder: '#EBCB90',
  warnBar: '#B5780A',
  error: '#BF3B0B',
  errorHover: '#9E3009',
  errorWash: '#FDEEE7',
  errorBorder: '#F0B79D',
  offWash: '#EEF0F3',
  bar: '#7B8492',
} as const;

export const series = ['#B3191E', '#3D6FA5', '#B98A2F', '#3E8E7E', '#7A5C99', '#8A9099'] as const;

/** One colour per part of a matching score, the same in bar, legend and drawer. */
export const scoreColours: Record<string, string> = {
  need_fit: '#3D6FA5',
  nearness: '#3E8E7E',
  ability: '#B98A2F',
  rating: '#7A5C99',
  stability: '#8A9099',
};

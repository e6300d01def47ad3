const STORE_KEY = 'gongjian.large';

export function isLarge(): boolean {
  try {
    return localStorage.getItem(STORE_KEY) === 'yes';
  } catch {
    return false;
  }
}

/** antd-mobile writes pixels, so the whole page is enlarged and not only its variables. */
export function setLarge(large: boolean): void {
  document.documentElement.classList.toggle('large-type', large);
  try {
    localStorage.setItem(STORE_KEY, large ? 'yes' : 'no');
  } catch {
    document.documentElement.dataset['large'] = String(large);
  }
}

export function startLargeType(): void {
  document.documentElement.classList.toggle('large-type', isLarge());
}

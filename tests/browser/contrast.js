// The texts that are shown with less contrast to what is behind them than `least`, by the formula
// of WCAG 2.2.
(least) => {
  const parse = (text) => {
    const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
    return { red, green, blue, alpha };
  };
  const over = (top, below) => {
    const mix = (name) => top[name] * top.alpha + below[name] * (1 - top.alpha);
    return { red: mix("red"), green: mix("green"), blue: mix("blue"), alpha: 1 };
  };
  const light = ({ red, green, blue }) => {
    const part = (value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const behind = (element) => {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      layers.push(colour);
      if (colour.alpha === 1) break;
    }
    return layers.reduceRight((below, top) => over(top, below), { red: 255, green: 255, blue: 255, alpha: 1 });
  };
  const found = [];
  let looked = 0;
  const look = (element, colour, text) => {
    const back = behind(element);
    const [dark, bright] = [light(over(parse(colour), back)), light(back)].sort((one, other) => one - other);
    const contrast = (bright + 0.05) / (dark + 0.05);
    looked += 1;
    if (contrast < least) found.push(`${contrast.toFixed(2)}: ${text.trim().slice(0, 60)} (${element.className || element.tagName})`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === "" || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName) || !element.checkVisibility()) continue;
    look(element, getComputedStyle(element).color, node.data);
  }
  for (const input of document.querySelectorAll("input")) {
    look(input, getComputedStyle(input, "::placeholder").color, input.placeholder);
  }
  return { looked, found };
}

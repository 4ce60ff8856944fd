// A PostCSS plugin: of Radix's styles, what no page of ours asks for is left out of the build. `unused` are the
// names of its colors that are mentioned nowhere. What is written for a screen of a certain width ("md:rt-r-...")
// serves properties that differ by width; ours differ by width in our own style sheets only.
const FOR_A_WIDTH = /\.(xs|sm|md|lg|xl)\\:rt-/;

module.exports = ({ unused }) => {
  const named = unused.join("|");
  const token = new RegExp(`^--(${named})-`);
  const chosen = new RegExp(`\\[data-(?:accent|gray)-color=["']?(${named})["']?\\]`);
  const needless = (selector) => FOR_A_WIDTH.test(selector) || chosen.test(selector);
  return {
    postcssPlugin: "lean-styles",
    OnceExit(styles) {
      styles.walkDecls(token, (declaration) => declaration.remove());
      styles.walkRules((rule) => {
        if (rule.parent.name?.endsWith("keyframes")) return;
        const kept = rule.selectors.filter((selector) => !needless(selector));
        if (kept.length === 0) rule.remove();
        else if (kept.length < rule.selectors.length) rule.selectors = kept;
      });
      removeEmpty(styles);
    },
  };
};
module.exports.postcss = true;

function removeEmpty(container) {
  container.each((node) => {
    if (!node.nodes) return;
    removeEmpty(node);
    if (node.nodes.length === 0) node.remove();
  });
}

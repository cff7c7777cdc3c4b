/** How XML, JavaScript, styles and YAML are laid out. */
module.exports = {
    bracketSpacing: false,
    plugins: [require.resolve("@prettier/plugin-xml")],
    printWidth: 88,
    tabWidth: 4,
    trailingComma: "es5",
    xmlSelfClosingSpace: true,
    xmlWhitespaceSensitivity: "preserve",
    overrides: [{files: ["*.yaml", "*.yml"], options: {tabWidth: 2}}],
};

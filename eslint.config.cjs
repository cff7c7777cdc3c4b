/** Plain errors and unused names in the JavaScript of the addons. */
const globals = [
    ...["console", "document", "window", "navigator", "location", "fetch", "Event"],
    ...["CustomEvent", "URL", "URLSearchParams", "setTimeout", "clearTimeout"],
    ...["requestAnimationFrame", "getComputedStyle", "Promise", "luxon", "odoo", "owl"],
];

module.exports = [
    {
        languageOptions: {
            ecmaVersion: 2024,
            globals: Object.fromEntries(globals.map((name) => [name, "readonly"])),
            sourceType: "module",
        },
        rules: {
            complexity: ["error", 8],
            "consistent-return": "error",
            curly: "error",
            eqeqeq: "error",
            "no-console": "error",
            "no-debugger": "error",
            "no-duplicate-imports": "error",
            "no-shadow": "error",
            "no-undef": "error",
            "no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
            "no-var": "error",
            "prefer-const": "error",
        },
    },
];

import {registry} from "@web/core/registry";

const PHONE_WIDTH = 390;
const FINGER_HEIGHT = 44;

/**
 * A customer opens the invitation on a phone by a click in the mail, sees the clicked
 * value chosen, and sends it. The page has no scripts, so it is looked at in a frame of
 * the size of a phone; its path is in the address, as `invitation`.
 */
registry.category("web_tour.tours").add("crm_survey_phone", {
    steps: () => [
        {
            content: "the click in the mail opens the page",
            trigger: "body",
            run() {
                const frame = document.createElement("iframe");
                frame.style.cssText = `position:fixed;inset:0;z-index:9999;border:0;
                    width:${PHONE_WIDTH}px;height:100%;background:white`;
                frame.src = new URLSearchParams(location.search).get("invitation");
                document.body.append(frame);
            },
        },
        {
            content: "the clicked value is chosen",
            trigger: ":iframe form input[name=value][value='9']:checked:not(:visible)",
        },
        {
            content: "nothing to scroll sideways, and a button for a finger",
            trigger: ":iframe form button:contains('Send my answer')",
            run({anchor}) {
                const width = anchor.ownerDocument.documentElement.scrollWidth;
                const {height, right} = anchor.getBoundingClientRect();
                if (width > PHONE_WIDTH || right > PHONE_WIDTH) {
                    throw new Error(`The page is ${width} wide, its button ${right}`);
                }
                if (height < FINGER_HEIGHT) {
                    throw new Error(`The button is ${height} high`);
                }
            },
        },
        {
            content: "one click answers",
            trigger: ":iframe form button:contains('Send my answer')",
            run: "click",
        },
        {
            content: "thanks, and nothing more to do",
            trigger: ":iframe .notice.answered:contains('Thank you!')",
        },
    ],
});

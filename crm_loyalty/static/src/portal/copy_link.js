/* Copyright 2026 CRM Lifecycle contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

import {Interaction} from "@web/public/interaction";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

/**
 * The button beside a link that copies it. Where a browser forbids that, the link is
 * selected, ready to be copied by hand.
 */
export class CopyLink extends Interaction {
    static selector = ".o_crm_copy_link";
    dynamicContent = {
        button: {"t-on-click": this.onClick},
    };

    async onClick() {
        const input = this.el.querySelector("input");
        input.select();
        if (!browser.navigator.clipboard) {
            return;
        }
        try {
            await this.waitFor(browser.navigator.clipboard.writeText(input.value));
        } catch {
            return;
        }
        this.el.querySelector("button").textContent = _t("Copied");
    }
}

registry.category("public.interactions").add("crm_loyalty.copy_link", CopyLink);

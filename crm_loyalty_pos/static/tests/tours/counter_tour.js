import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as PosLoyalty from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import {registry} from "@web/core/registry";

function told(kind, points) {
    return {
        content: `the counter tells ${kind} ${points}`,
        trigger: `.loyalty-points-${kind} .value:contains(/^[+-]?${points}$/)`,
    };
}

function onReceipt(label, points) {
    return {
        content: `the receipt tells ${label} ${points}`,
        trigger: `.pos-receipt .loyalty div:contains(/${label}:\\s*${points}$/)`,
    };
}

function pay(amount) {
    return [
        ProductScreen.clickPayButton(),
        PaymentScreen.clickPaymentMethod("Cash"),
        PaymentScreen.clickNumpad([...amount].join(" ")),
        PaymentScreen.clickValidate(),
    ];
}

// A gold customer with 150 points (100 more wait) buys, then takes a reward of 100.
registry.category("web_tour.tours").add("crm_loyalty_pos_counter", {
    steps: () =>
        [
            // The first of these loads everything, maybe on a busy machine.
            {...Chrome.startPoS()[0], timeout: 60000},
            Dialog.confirm("Open Register"),
            ProductScreen.addOrderline("Goods", "1", "100"),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Anna"),
            told("balance", "150"),
            told("won", "200"),
            pay("100"),
            onReceipt("points Won", "200"),
            onReceipt("Balance points", "350"),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.addOrderline("Goods", "1", "100"),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Anna"),
            told("balance", "350"),
            PosLoyalty.claimReward("10 €"),
            told("spent", "100"),
            PosLoyalty.orderTotalIs("90"),
            pay("90"),
            onReceipt("points Spent", "100"),
            onReceipt("Balance points", "450"),
            ReceiptScreen.clickNextOrder(),
        ].flat(Infinity),
});

import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class Profile extends models.Model {
    _name = "customer.profile";

    currency_id = fields.Many2one({relation: "res.currency"});
    revenue_12m = fields.Monetary({
        string: "Revenue",
        currency_field: "currency_id",
    });
    late_rate = fields.Float();
    refund_rate_12m = fields.Float({kind: "rate"});
    invoice_count_12m = fields.Integer();
    last_invoice_date = fields.Date();

    _records = [
        {
            id: 7,
            currency_id: 1,
            revenue_12m: 1234.5,
            late_rate: 0.25,
            refund_rate_12m: 0.25,
            invoice_count_12m: 0,
            last_invoice_date: false,
        },
    ];
}

class Partner extends models.Model {
    _name = "partner";

    customer_profile_id = fields.Many2one({relation: "customer.profile"});
    customer_invoice_count_12m = fields.Integer();

    _records = [
        {id: 1, customer_profile_id: 7, customer_invoice_count_12m: 3},
        {id: 2, customer_profile_id: false, customer_invoice_count_12m: 3},
    ];
}

defineMailModels();
defineModels([Profile, Partner]);

const INVOICING = "account.group_account_invoice";
const METRIC = ".o_field_widget[name=%s] a.o_customer_metric";

/** Who asks is in these groups and in no others. */
function inGroups(...groups) {
    onRpc("has_group", ({args}) => groups.includes(args[1]));
}

function mountProfile(arch) {
    return mountView({
        type: "form",
        resModel: "customer.profile",
        resId: 7,
        arch: `<form edit="0"><field name="currency_id" invisible="1"/>${arch}</form>`,
    });
}

function mountPartner(resId) {
    return mountView({
        type: "form",
        resModel: "partner",
        resId,
        arch: /* xml */ `
            <form edit="0">
                <field name="customer_profile_id" invisible="1"/>
                <field name="customer_invoice_count_12m" widget="customer_metric"/>
            </form>`,
    });
}

function link(name) {
    return METRIC.replace("%s", name);
}

test("money opens what it is made of", async () => {
    inGroups(INVOICING);
    mockService("action", {
        doActionButton({type, name, resModel, resId, args}) {
            expect.step([type, name, resModel, resId, args]);
        },
    });
    await mountProfile(`<field name="revenue_12m" widget="customer_metric"/>`);
    expect(link("revenue_12m")).toHaveText("$ 1,234.50");
    expect(link("revenue_12m")).toHaveAttribute(
        "title",
        "Open what Revenue is made of"
    );
    await contains(link("revenue_12m")).click();
    expect.verifySteps([
        ["object", "action_open_metric", "customer.profile", 7, '["revenue_12m"]'],
    ]);
});

test("a number keeps its order where text runs to the left", async () => {
    inGroups(INVOICING);
    await mountProfile(`
        <field name="revenue_12m" widget="customer_metric"/>
        <field name="invoice_count_12m" widget="customer_metric"/>
        <field name="last_invoice_date" widget="customer_metric"/>
    `);
    expect(link("revenue_12m")).toHaveAttribute("dir", "ltr");
    expect("[name=invoice_count_12m] span").toHaveAttribute("dir", "ltr");
    expect("[name=last_invoice_date] span").not.toHaveAttribute("dir");
});

test("on a contact it is the profile's metric that opens", async () => {
    inGroups("account.group_account_readonly");
    mockService("action", {
        doActionButton({resModel, resId, args}) {
            expect.step([resModel, resId, args]);
        },
    });
    await mountPartner(1);
    await contains(link("customer_invoice_count_12m")).click();
    expect.verifySteps([["customer.profile", 7, '["invoice_count_12m"]']]);
});

test("a contact without a profile has only text", async () => {
    inGroups(INVOICING);
    await mountPartner(2);
    expect(link("customer_invoice_count_12m")).toHaveCount(0);
    expect("[name=customer_invoice_count_12m] span").toHaveText("3");
});

test("who may not read journal items has only text", async () => {
    inGroups("base.group_user");
    await mountProfile(`<field name="revenue_12m" widget="customer_metric"/>`);
    expect(link("revenue_12m")).toHaveCount(0);
    expect("[name=revenue_12m] span").toHaveText("$ 1,234.50");
});

test("a rate is a percentage", async () => {
    inGroups(INVOICING);
    await mountProfile(
        `<field name="refund_rate_12m" widget="customer_metric" digits="[16, 3]"/>`
    );
    expect(link("refund_rate_12m")).toHaveText("25%");
});

test("what is declared as no rate is a number with the digits of the view", async () => {
    inGroups(INVOICING);
    await mountProfile(
        `<field name="late_rate" widget="customer_metric" digits="[16, 3]"/>`
    );
    expect(link("late_rate")).toHaveText("0.250");
});

test("zero is shown and opens nothing, an empty date is not shown", async () => {
    inGroups(INVOICING);
    await mountProfile(
        `<field name="invoice_count_12m" widget="customer_metric"/>
         <field name="last_invoice_date" widget="customer_metric"/>`
    );
    expect(link("invoice_count_12m")).toHaveCount(0);
    expect("[name=invoice_count_12m] span").toHaveText("0");
    expect("[name=last_invoice_date] span").toHaveText("");
});

import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {animationFrame, queryAllTexts} from "@odoo/hoot-dom";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class Rule extends models.Model {
    _name = "rule";

    domain = fields.Char();

    _records = [{id: 1, domain: "[('revenue', '>', 5)]"}];
}

class Buyer extends models.Model {
    _name = "buyer";

    revenue = fields.Integer({string: "Revenue"});
    secret = fields.Integer({string: "Secret"});
    contact_id = fields.Many2one({relation: "contact", string: "Contact"});
}

class Contact extends models.Model {
    _name = "contact";

    city = fields.Char({string: "City"});
    message = fields.Char({string: "Message"});
}

defineMailModels();
defineModels([Rule, Buyer, Contact]);

test("the editor offers what a rule may look at", async () => {
    onRpc("customer.classification.dimension", "get_rule_paths", () => ({
        buyer: ["contact_id", "revenue"],
        contact: ["city"],
    }));
    await mountView({
        type: "form",
        resModel: "rule",
        resId: 1,
        arch: `<form><field name="domain" widget="customer_rule"
                            options="{'model': 'buyer'}"/></form>`,
    });
    await contains(".o_model_field_selector").click();
    const names = ".o_model_field_selector_popover_item_name";
    expect(queryAllTexts(names)).toEqual(["Contact", "Revenue"]);
    await contains(".o_model_field_selector_popover_item_relation").click();
    await animationFrame();
    expect(queryAllTexts(names)).toEqual(["City"]);
});

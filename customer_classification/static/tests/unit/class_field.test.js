import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class Category extends models.Model {
    _name = "customer.classification.category";

    name = fields.Char();
    color = fields.Integer();

    _records = [
        {id: 1, name: "Retail / Food", color: 5},
        {id: 2, name: "Plain", color: 0},
    ];
}

class Partner extends models.Model {
    _name = "partner";

    x_class_industry = fields.Many2one({
        string: "Industry",
        relation: "customer.classification.category",
    });

    _records = [
        {id: 1, x_class_industry: 1},
        {id: 2, x_class_industry: 2},
        {id: 3, x_class_industry: false},
    ];
}

defineMailModels();
defineModels([Category, Partner]);

const LIST = `<list editable="top">
    <field name="x_class_industry" widget="customer_class"/>
</list>`;

test("a chip has the class's own name, its colour and the full name", async () => {
    await mountView({type: "list", resModel: "partner", arch: LIST});
    const chip = ".o_data_row:first .o_badge";
    expect(chip).toHaveText("Food");
    expect(chip).toHaveClass("o_tag_color_5");
    expect(chip).toHaveAttribute("title", "Industry: Retail / Food");
});

test("a class without a colour and a customer without a class", async () => {
    await mountView({type: "list", resModel: "partner", arch: LIST});
    expect(".o_badge").toHaveCount(2);
    expect(".o_data_row:eq(1) .o_badge").toHaveText("Plain");
    expect(".o_data_row:eq(1) .o_badge").toHaveClass("o_tag_color_0");
    expect(".o_data_row:eq(2) .o_badge").toHaveCount(0);
});

test("being edited it is an ordinary many2one", async () => {
    await mountView({type: "list", resModel: "partner", arch: LIST});
    await contains(".o_data_row:first .o_data_cell").click();
    expect(".o_data_row:first .o_badge").toHaveCount(0);
    expect(".o_data_row:first .o_field_widget input").toHaveValue("Retail / Food");
});

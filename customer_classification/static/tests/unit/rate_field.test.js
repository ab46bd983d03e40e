import {
    defineModels,
    fields,
    makeMockEnv,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {formatCustomerRate} from "@customer_classification/rate_field";

describe.current.tags("desktop");

class Profile extends models.Model {
    _name = "customer.profile";

    late_rate = fields.Float();
    never = fields.Float();

    _records = [
        {id: 1, late_rate: 0.12345},
        {id: 2, late_rate: 0},
    ];
}

defineMailModels();
defineModels([Profile]);

test("a rate has one decimal and a percent sign", async () => {
    await makeMockEnv();
    expect(formatCustomerRate(0.12345)).toBe("12.3%");
    expect(formatCustomerRate(0.5)).toBe("50%");
    expect(formatCustomerRate(-0.25)).toBe("-25%");
});

test("digits that are asked for win", async () => {
    await makeMockEnv();
    expect(formatCustomerRate(0.12345, {digits: [16, 2]})).toBe("12.35%");
});

test("zero is a rate, nothing is none", async () => {
    await makeMockEnv();
    expect(formatCustomerRate(0)).toBe("0%");
    expect(formatCustomerRate(false)).toBe("");
    expect(formatCustomerRate(null)).toBe("");
    expect(formatCustomerRate(undefined)).toBe("");
});

test("the widget shows 0 % and leaves out what is empty", async () => {
    // The server gives false for NULL; the mock one would make it 0.
    onRpc("web_search_read", ({parent}) => {
        const result = parent();
        result.records.forEach((record) => {
            record.never = false;
        });
        return result;
    });
    await mountView({
        type: "list",
        resModel: "customer.profile",
        arch: /* xml */ `
            <list>
                <field name="late_rate" widget="customer_rate"/>
                <field name="never" widget="customer_rate"/>
            </list>`,
    });
    expect(queryCells("late_rate")).toEqual(["12.3%", "0%"]);
    expect(queryCells("never")).toEqual(["", ""]);
});

function queryCells(name) {
    const cells = document.querySelectorAll(`.o_data_cell[name=${name}]`);
    return [...cells].map((cell) => cell.textContent.trim());
}

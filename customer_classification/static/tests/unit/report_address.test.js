import {describe, expect, test} from "@odoo/hoot";
import {readAddress} from "@customer_classification/report_address";

describe.current.tags("headless");

test("numbers that the router has read are texts again", () => {
    expect(readAddress({report: "ranking", company: 1, customers: 12})).toEqual({
        report: "ranking",
        company: "1",
        customers: "12",
    });
});

test("what belongs to the router is left out", () => {
    const params = {
        action: "customer-report",
        actionStack: [{action: "customer-report"}],
        active_id: 3,
        debug: "assets",
        model: "res.partner",
        resId: 4,
        report: "card",
    };
    expect(readAddress(params)).toEqual({report: "card"});
});

test("a part of another module is handed on", () => {
    expect(readAddress({report: "ranking", team: "north"})).toEqual({
        report: "ranking",
        team: "north",
    });
});

test("no dimension is said by an empty text; what is missing is not said", () => {
    expect(readAddress({dimensions: "", date: null, then: undefined})).toEqual({
        dimensions: "",
    });
    expect(readAddress()).toEqual({});
});

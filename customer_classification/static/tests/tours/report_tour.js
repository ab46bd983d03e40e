import {browser} from "@web/core/browser/browser";
import {addTour} from "@customer_classification/../tests/tours/add_tour";

const APP = "customer_classification.menu";
const PAGE = ".o_customer_report_page";
const RANKING = `${PAGE} :iframe [data-table=ranking]`;

/** Ask for a report as people do. */
function askFor(report) {
    return [
        {
            trigger: `[data-menu-xmlid='${APP}_reports']`,
            run: "click",
        },
        {
            trigger: `[data-menu-xmlid='${APP}_reports_print']`,
            run: "click",
        },
        ...show(report),
    ];
}

function show(report) {
    return [
        {
            trigger: `.modal [name=report] .o_radio_item:contains(${report}) input`,
            run: "click",
        },
        {
            trigger: ".modal button[name=action_open]",
            run: "click",
        },
        {
            content: `${report} stands alone, with nothing above it`,
            trigger: `body:not(:has(.modal)) ${PAGE} .o_breadcrumb:contains(/^${report}$/)`,
        },
    ];
}

function check(condition, text) {
    if (!condition) {
        throw new Error(text);
    }
}

/** The address follows the page a moment later; nobody is so quick with F5 or Back. */
async function addressOfRecord() {
    const isThere = () => /\/\d+$/.test(browser.location.pathname);
    for (let tries = 0; !isThere() && tries < 100; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    check(isThere(), browser.location.href);
}

const RELOAD = {
    trigger: PAGE,
    run: () => browser.location.reload(),
    expectUnloadPage: true,
};

addTour("customer_report_reload", {
    url: "/odoo/customers-by-class",
    steps: () => [
        ...askFor("Sales Ranking"),
        {
            trigger: `${RANKING}:contains(Tour Customer)`,
            run: () => {
                const {href} = browser.location;
                check(href.includes("/odoo/customer-report?report=ranking"), href);
            },
        },
        RELOAD,
        {
            content: "After F5: title and page are there",
            trigger: `${PAGE} .o_breadcrumb:contains(/^Sales Ranking$/)`,
        },
        {
            content: "and the report can be had as a workbook",
            trigger: `${RANKING}:contains(Tour Customer)`,
            run: () => {
                browser.open = (url) => {
                    browser.tourWorkbook = url;
                    return {closed: false};
                };
            },
        },
        {
            trigger: ".o_report_xlsx",
            run: "click",
        },
        {
            trigger: PAGE,
            run: async () => {
                for (let tries = 0; !browser.tourWorkbook && tries < 100; tries++) {
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
                const response = await fetch(browser.tourWorkbook);
                const kind = response.headers.get("Content-Type");
                check(kind.includes("spreadsheetml"), `${response.status} ${kind}`);
            },
        },
        {
            content: "To a customer",
            trigger: `${PAGE} :iframe [data-table=ranking] a:contains(Tour Customer)`,
            run: "click",
        },
        {
            trigger: ".o_form_view .o_breadcrumb:contains(Tour Customer)",
            run: async () => {
                await addressOfRecord();
                browser.history.back();
            },
        },
        {
            content: "The browser's Back leads to the report",
            trigger: `${PAGE}:has(.o_breadcrumb:contains(/^Sales Ranking$/)) :iframe [data-table=ranking]:contains(Tour Customer)`,
        },
        {
            trigger: `${PAGE} :iframe [data-table=ranking] a:contains(Tour Rival)`,
            run: "click",
        },
        {
            content: "A breadcrumb does, too, after F5 of the customer as well",
            trigger: ".o_form_view .o_breadcrumb:contains(Tour Rival)",
            run: async () => {
                await addressOfRecord();
                browser.location.reload();
            },
            expectUnloadPage: true,
        },
        {
            trigger:
                ".o_form_view .o_breadcrumb a:contains(/Customer Report|Sales Ranking/)",
            run: "click",
        },
        {
            trigger: `${RANKING}:contains(Tour Rival)`,
        },
        ...askFor("Arrears"),
        {
            trigger: `${PAGE} :iframe [data-table=arrears]`,
        },
        {
            content: "Another one out of the page of this one",
            trigger: ".o_report_ask",
            run: "click",
        },
        ...show("Sales Ranking"),
        {
            trigger: RANKING,
        },
    ],
});

addTour("customer_report_link", {
    steps: () => [
        {
            content: "The title is Chinese",
            trigger: `${PAGE} .o_breadcrumb:contains(销售排名)`,
        },
        {
            content: "and the menus of the app are there",
            trigger: `[data-menu-xmlid='${APP}_reports']`,
        },
        {
            content: "One's own customer is there, with the only revenue",
            trigger: `${PAGE} :iframe tr:contains(Tour Rival):contains(100.00)`,
        },
        {
            trigger: `${PAGE} :iframe body:not(:contains(Tour Customer)):not(:contains(1,000.00))`,
        },
    ],
});

addTour("customer_report_many", {
    steps: () => [
        {
            trigger: `${RANKING}:contains(Tour Customer)`,
            run: () => {
                const {href} = browser.location;
                check(href.includes("customers=many"), href);
            },
        },
        RELOAD,
        {
            content: "After F5: what the address could not hold",
            trigger:
                ".o_report_problem:contains(Only Customers):contains(more than 200)",
        },
        {
            trigger: ".o_report_problem .o_report_ask",
            run: "click",
        },
        {
            content: "All the rest is filled in",
            trigger: ".modal .o_radio_item:contains(Sales Ranking) input:checked",
        },
    ],
});

addTour("customer_report_refused", {
    steps: () => [
        {
            trigger:
                ".o_report_problem:contains(Only Customers):contains(not yours to see)",
        },
        {
            content: "No button that does nothing",
            trigger: "body:not(:has(.o_report_pdf, .o_report_xlsx))",
        },
        {
            trigger: ".o_report_problem .o_report_ask",
            run: "click",
        },
        {
            content: "What can be used is filled in: the report and its dimension",
            trigger:
                ".modal:has([name=dimension_ids] .o_tag:contains(Value)) .o_radio_item:contains(Sales Ranking) input:checked",
        },
        {
            trigger: ".modal button[name=action_open]",
            run: "click",
        },
        {
            trigger: `${PAGE}:not(:has(.o_report_problem)) :iframe tr:contains(Tour Rival)`,
        },
    ],
});

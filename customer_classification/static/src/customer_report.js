import {Component, useRef, useSubEnv} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {getDefaultConfig} from "@web/views/view";
import {useEnrichWithActionLinks} from "@web/webclient/actions/reports/report_hook";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

/**
 * A report on the screen: the pages that are printed, with links to customers, and
 * buttons for paper and workbook.
 */
export class CustomerReport extends Component {
    static template = "customer_classification.CustomerReport";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        useSubEnv({config: {...getDefaultConfig(), ...this.env.config}});
        useSetupAction();
        this.action = useService("action");
        this.orm = useService("orm");
        this.iframe = useRef("iframe");
        useEnrichWithActionLinks(this.iframe);
        this.reportId = this.props.action.params.report_id;
        // As Odoo's own reports do: the page is in the language of the user.
        const context = encodeURIComponent(JSON.stringify(user.context));
        const page = "/report/html/customer_classification.report_document";
        this.url = `${page}/${this.reportId}?context=${context}`;
    }

    /** Lines of classes lead to their customers; Odoo's own links know no domains. */
    onLoaded(ev) {
        const page = ev.target.contentDocument;
        for (const text of page.querySelectorAll("[data-customer-model]")) {
            const link = page.createElement("a");
            link.href = "#";
            text.replaceWith(link);
            link.append(text);
            link.addEventListener("click", (click) => {
                click.preventDefault();
                this.openCustomers(text);
            });
        }
    }

    openCustomers(text) {
        const {customerModel, customerDomain} = text.dataset;
        this.action.doAction({
            type: "ir.actions.act_window",
            name: text.textContent,
            res_model: customerModel,
            domain: JSON.parse(customerDomain),
            views: [
                [false, "list"],
                [false, "pivot"],
                [false, "graph"],
                [false, "form"],
            ],
        });
    }

    async run(method) {
        const action = await this.orm.call("customer.report", method, [
            [this.reportId],
        ]);
        this.action.doAction(action);
    }
}

registry.category("actions").add("customer_report", CustomerReport);

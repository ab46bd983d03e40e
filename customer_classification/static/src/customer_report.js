import {
    Component,
    onMounted,
    onWillStart,
    useRef,
    useState,
    useSubEnv,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {RPCError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {getDefaultConfig} from "@web/views/view";
import {useEnrichWithActionLinks} from "@web/webclient/actions/reports/report_hook";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {readAddress} from "./report_address";

const APP = "customer_classification.menu_root";
const REPORT = "customer.report";
const PAGE = "/report/html/customer_classification.report_document";

/** What the server says where it refuses; false for any other error. */
function refusal(error) {
    const isRefusal =
        error instanceof RPCError &&
        String(error.exceptionName).startsWith("odoo.exceptions.");
    return isRefusal && error.data.message;
}

/**
 * A report on the screen: the pages that are printed, with links to customers, and
 * buttons for paper and workbook.
 *
 * What is asked for is the address of the page, so it can be reloaded, gone back to,
 * kept and sent; see reports/address.py.
 */
export class CustomerReport extends Component {
    static template = "customer_classification.CustomerReport";
    static components = {Layout};
    static props = {...standardActionServiceProps};
    static path = "customer-report";
    static displayName = _t("Customer Report");

    setup() {
        useSubEnv({config: {...getDefaultConfig(), ...this.env.config}});
        useSetupAction();
        this.action = useService("action");
        this.orm = useService("orm");
        this.menu = useService("menu");
        this.iframe = useRef("iframe");
        useEnrichWithActionLinks(this.iframe);
        this.address = readAddress(this.props.action.params);
        // The same as far as a browser can hold it.
        this.shown = this.address;
        this.state = useState({url: "about:blank", problem: "", notes: []});
        onWillStart(() => this.open());
        onMounted(() => this.showApp());
    }

    /** Whoever comes by a link has the menus of the app as well. */
    showApp() {
        const app = this.menu.getApps().find(({xmlid}) => xmlid === APP);
        if (app && !this.menu.getCurrentApp()) {
            this.menu.setCurrentMenu(app);
        }
    }

    /** Ask for the report of the address and show it, or say why that cannot be. */
    async open() {
        try {
            const {id, name, address, shown, notes} = await this.ask();
            this.address = address;
            this.shown = shown;
            Object.assign(this.state, {url: this.pageUrl(id), problem: "", notes});
            this.env.config.setDisplayName(name);
        } catch (error) {
            this.state.problem = refusal(error);
            if (!this.state.problem) {
                throw error;
            }
        }
        this.props.updateActionState(this.shown);
    }

    /** A report of the address. The server forgets them: each use asks for its own. */
    ask() {
        return this.orm.call(REPORT, "open_address", [this.address]);
    }

    pageUrl(reportId) {
        // As Odoo's own reports do: the page is in the language of the user.
        const context = encodeURIComponent(JSON.stringify(user.context));
        return `${PAGE}/${reportId}?context=${context}`;
    }

    onLoaded(ev) {
        const page = ev.target.contentDocument;
        if (this.state.url === "about:blank") {
            return;
        }
        if (!page.querySelector(".o_customer_report")) {
            this.state.problem = _t(
                "The report cannot be shown just now. Show it again, or ask for another one."
            );
            return;
        }
        this.addLinks(page);
    }

    /** Lines of classes lead to their customers; Odoo's own links know no domains. */
    addLinks(page) {
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

    /** Paper or workbook; what is wrong is said at once. */
    async run(method) {
        const {id} = await this.ask();
        this.action.doAction(await this.orm.call(REPORT, method, [[id]]));
    }

    async onAskAgain() {
        this.action.doAction(await this.orm.call(REPORT, "ask_again", [this.address]));
    }
}

/** A report asked for on the page of another one takes its place. */
function showAgain(env, action) {
    const {name, params} = action;
    return env.services.action.doAction(
        {type: "ir.actions.client", tag: "customer_report", name, params},
        {stackPosition: "replaceCurrentAction"}
    );
}

registry.category("actions").add("customer_report", CustomerReport);
registry.category("actions").add("customer_report_again", showAgain);

import {Component} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {formatInteger, formatMonetary} from "@web/views/fields/formatters";

const ICONS = {
    danger: "fa-times-circle text-danger",
    warning: "fa-exclamation-triangle text-warning",
    info: "fa-info-circle text-info",
};
const MINUS = "\u2212";

/**
 * What changed rules would do: categories now and then, hints, who moves.
 *
 * `preview` is the answer of `preview_changes`; `answer` is called with "apply" or
 * "discard", and not at all where the dialog is just closed.
 */
export class RulePreviewDialog extends Component {
    static template = "customer_classification.RulePreviewDialog";
    static components = {Dialog};
    static props = {
        answer: Function,
        close: Function,
        isChanged: Boolean,
        preview: Object,
    };

    get title() {
        return _t("Preview of %s", this.props.preview.name);
    }

    get usedBy() {
        const names = this.props.preview.used_by.join(", ");
        return names && _t("Rules that use this dimension may follow: %s.", names);
    }

    get archived() {
        return _t("Archived");
    }

    get canApply() {
        return (
            this.props.isChanged ||
            this.props.preview.companies.some((company) => company.moving)
        );
    }

    summary(company) {
        if (!company.customers) {
            return _t("There are no customers yet.");
        }
        if (!company.moving) {
            return _t("No customer moves to another category.");
        }
        return _t("%(moving)s of %(customers)s customers move to another category.", {
            moving: this.count(company.moving),
            customers: this.count(company.customers),
        });
    }

    listed(company) {
        return _t("The %(listed)s largest of %(moving)s by revenue.", {
            listed: this.count(company.movers.length),
            moving: this.count(company.moving),
        });
    }

    category(company, id) {
        return company.categories.find((line) => line.id === id);
    }

    icon(hint) {
        return ICONS[hint.level];
    }

    count(number) {
        return formatInteger(number);
    }

    difference(line) {
        const number = line.customers_then - line.customers_now;
        const sign = number > 0 ? "+" : MINUS;
        return number ? sign + this.count(Math.abs(number)) : "";
    }

    money(company, amount) {
        return formatMonetary(amount, {currencyId: company.currency_id});
    }

    onAnswer(answer) {
        this.props.answer(answer);
        this.props.close();
    }
}

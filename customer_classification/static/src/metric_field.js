import {Component, onWillStart} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {formatDate} from "@web/core/l10n/dates";
import {formatMonetary} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {formatCustomerRate} from "./rate_field";

const INVOICING = ["account.group_account_invoice", "account.group_account_readonly"];

/**
 * A number of a customer that opens the documents or journal items it is made of.
 *
 * Works on customer.profile, and on contacts for the fields that show its numbers.
 * Forms of both show numbers like this by themselves, see models/profile/metric_views.py.
 * Only text for those who may not read journal items, and where there is no value.
 */
export class CustomerMetricField extends Component {
    static template = "customer_classification.MetricField";
    static props = {
        ...standardFieldProps,
        digits: {type: Array, optional: true},
    };

    setup() {
        this.action = useService("action");
        onWillStart(async () => {
            const groups = await Promise.all(INVOICING.map((g) => user.hasGroup(g)));
            this.mayOpen = groups.some(Boolean);
        });
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get field() {
        return this.props.record.fields[this.props.name];
    }

    get formattedValue() {
        const {digits, record} = this.props;
        if (this.value === false || this.value === null) {
            return "";
        }
        if (this.field.kind === "rate") {
            return formatCustomerRate(this.value, {digits});
        }
        if (this.field.type === "monetary") {
            const currency = record.data[this.field.currency_field];
            return formatMonetary(this.value, {currencyId: currency && currency.id});
        }
        if (this.field.type === "date") {
            return formatDate(this.value);
        }
        const format = registry.category("formatters").get(this.field.type);
        return format(this.value, {digits, field: this.field});
    }

    /** Sign, number and currency stay in their order where text runs to the left. */
    get direction() {
        return ["date", "selection"].includes(this.field.type) ? undefined : "ltr";
    }

    get profileId() {
        const {record} = this.props;
        return record.resModel === "customer.profile"
            ? record.resId
            : record.data.customer_profile_id?.id;
    }

    get isLink() {
        return Boolean(this.mayOpen && this.profileId && this.value);
    }

    get title() {
        return _t("Open what %(metric)s is made of", {metric: this.field.string});
    }

    onOpen() {
        return this.action.doActionButton({
            type: "object",
            name: "action_open_metric",
            resModel: "customer.profile",
            resId: this.profileId,
            args: JSON.stringify([this.props.name.replace(/^customer_/, "")]),
            context: user.context,
        });
    }
}

export const customerMetricField = {
    component: CustomerMetricField,
    displayName: _t("Customer Number"),
    supportedTypes: ["monetary", "integer", "float", "date", "selection"],
    extractProps: ({attrs}) => ({
        digits: attrs.digits ? JSON.parse(attrs.digits) : undefined,
    }),
};

registry.category("fields").add("customer_metric", customerMetricField);

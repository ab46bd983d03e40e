import {onWillDestroy, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";

const formatters = registry.category("formatters");

/**
 * A list whose foot says of rates, averages and days what the server says of all these
 * rows together: the mean of the lines, or of the groups, would be another number.
 *
 * While the server is asked, and where it knows none, nothing is shown.
 */
export class MeansListRenderer extends ListRenderer {
    setup() {
        this.orm = useService("orm");
        this.means = useState({key: "", values: {}});
        onWillDestroy(() => (this.isGone = true));
        super.setup();
    }

    computeAggregates() {
        const aggregates = super.computeAggregates();
        const columns = this.columns.filter(
            ({name, type, attrs}) =>
                type === "field" && attrs.avg && !attrs.sum && this.fields[name]
        );
        for (const {name} of columns) {
            delete aggregates[name];
        }
        const {list} = this.props;
        if (!columns.length || list.model.useSampleModel) {
            return aggregates;
        }
        const [domain, rows] = this.getMeanRows();
        const specs = columns.map(({name}) => `${name}:avg`);
        // Numbers that changed are asked for again, the rows being the same.
        const key = JSON.stringify([
            domain,
            specs,
            rows.map((row) => columns.map(({name}) => row[name])),
        ]);
        if (key === this.means.key) {
            for (const column of columns) {
                const value = this.means.values[`${column.name}:avg`];
                if (typeof value === "number") {
                    aggregates[column.name] = this.formatMean(column, value);
                }
            }
        } else if (key !== this.asked && rows.length) {
            this.asked = key;
            this.askMeans(key, domain, specs);
        }
        return aggregates;
    }

    /** Whom the foot is about: a domain, and their values. */
    getMeanRows() {
        const {list} = this.props;
        if (list.isGrouped && !list.selection.length) {
            return [list.domain, list.groups.map((group) => group.aggregates)];
        }
        const records = list.selection.length ? list.selection : list.records;
        const ids = records.map((record) => record.resId).filter(Boolean);
        return [[["id", "in", ids]], records.map((record) => record.data)];
    }

    async askMeans(key, domain, specs) {
        const {context, isGrouped, resModel, selection} = this.props.list;
        // Lines that are shown count, archived ones too.
        const all = isGrouped && !selection.length ? {} : {active_test: false};
        const [values] = await this.orm.silent.formattedReadGroup(
            resModel,
            domain,
            [],
            specs,
            {context: {...context, ...all}}
        );
        if (!this.isGone && this.asked === key) {
            Object.assign(this.means, {key, values});
        }
    }

    formatMean(column, value) {
        const {attrs, name, widget} = column;
        const {type} = this.fields[name];
        const options = {
            digits: attrs.digits ? JSON.parse(attrs.digits) : undefined,
            escape: true,
        };
        if (type === "monetary") {
            const [currency, ...others] = this.getFieldCurrencies(name);
            options.currencyId = others.length ? undefined : currency;
        }
        const formatter = formatters.get(widget, false) || formatters.get(type);
        return {help: attrs.avg, value: formatter(value, options), rawValue: value};
    }
}

registry.category("views").add("customer_means", {
    ...listView,
    Renderer: MeansListRenderer,
});

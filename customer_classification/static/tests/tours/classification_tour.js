import {addTour} from "@customer_classification/../tests/tours/add_tour";
import {stepUtils} from "@web_tour/tour_utils";

const MENU = "customer_classification.menu";

addTour("customer_classification", {
    url: "/odoo/customer-dimensions",
    steps: () => [
        {
            content: "Create a dimension",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: "[name=name] input",
            run: "edit Tour Channel",
        },
        {
            trigger: "[name=code] input",
            run: "edit tour_channel",
        },
        {
            content: "Show it in lists",
            trigger: "[name=in_list] input",
            run: "click",
        },
        {
            content: "With two categories",
            trigger: "[name=category_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: "[name=category_ids] .o_selected_row [name=name] input",
            run: "edit Tour Online",
        },
        {
            trigger: "[name=category_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "The first line is done and a new one open",
            trigger:
                "[name=category_ids] .o_data_row:not(.o_selected_row):contains(Tour Online)",
        },
        {
            trigger:
                "[name=category_ids] .o_selected_row:not(:contains(Tour Online)) [name=name] input:value()",
            run: "edit Tour Shop",
        },
        ...stepUtils.saveForm(),
        {
            trigger: "[name=category_ids]:contains(Tour Online):contains(Tour Shop)",
        },
        {
            content: "It has a field now: go to the customers without a reload",
            trigger: `[data-menu-xmlid='${MENU}_customers']`,
            run: "click",
        },
        {
            content: "The new dimension is a column",
            trigger: ".o_list_view th[data-name=x_class_tour_channel]",
        },
        {
            content: "Choose a customer",
            trigger:
                ".o_data_row:contains(Tour Customer) .o_list_record_selector input",
            run: "click",
        },
        {
            content: "and set the category",
            trigger: ".o_control_panel button:contains(Set Category)",
            run: "click",
        },
        {
            trigger: ".modal [name=dimension_id] input",
            run: "edit Tour Channel",
        },
        {
            trigger: ".modal .ui-menu-item a:contains(Tour Channel)",
            run: "click",
        },
        {
            trigger: ".modal [name=category_id] input",
            run: "edit Tour Online",
        },
        {
            trigger: ".modal .ui-menu-item a:contains(Tour Online)",
            run: "click",
        },
        {
            trigger: ".modal [name=reason] input",
            run: "edit Orders in the web shop",
        },
        {
            trigger: ".modal footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "The list shows it",
            trigger: ".o_data_row:contains(Tour Customer) .o_tag:contains(Tour Online)",
        },
        {
            content: "Filter by it in the search panel",
            trigger:
                ".o_search_panel_section:contains(Tour Channel) .o_search_panel_filter_value:contains(Tour Online) input",
            run: "click",
        },
        {
            content: "Only that customer is left",
            trigger:
                ".o_list_view:not(:contains(Tour Rival)) .o_data_row:contains(Tour Customer)",
        },
        {
            content: "Group by it",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_group_by_menu .o_menu_item:contains(Tour Channel)",
            run: "click",
        },
        {
            content: "Groups have sums",
            trigger: ".o_group_header:contains(Tour Online):contains(1,000.00)",
            run: "click",
        },
        {
            content: "Open the customer",
            trigger: ".o_data_row .o_data_cell:contains(Tour Customer)",
            run: "click",
        },
        {
            trigger: ".o_form_view a[name=customer_classification]",
            run: "click",
        },
        {
            content: "The reason that a person gave",
            trigger:
                ".o_customer_why_line[data-dimension='Tour Channel']:contains(Orders in the web shop)",
        },
        {
            content: "The reason with the numbers of the books",
            trigger: ".o_customer_why_line[data-dimension='Value']:contains(1,000.00)",
        },
        {
            content: "Pin another value class",
            trigger:
                ".o_customer_why_line[data-dimension='Value'] button:contains(Set)",
            run: "click",
        },
        {
            trigger: ".modal [name=category_id] input",
            run: "edit C",
        },
        {
            trigger: ".modal .ui-menu-item a:contains(/^C$/)",
            run: "click",
        },
        {
            trigger: ".modal footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "What the rule says is still told",
            trigger:
                ".o_customer_why_line[data-dimension='Value']:contains(The rule says A)",
        },
        {
            content: "Release it",
            trigger:
                ".o_customer_why_line[data-dimension='Value'] button:contains(Release)",
            run: "click",
        },
        {
            trigger:
                ".o_customer_why_line[data-dimension='Value']:not(:contains(The rule says)) .o_tag:contains(A)",
        },
    ],
});

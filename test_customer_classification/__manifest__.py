{
    "name": "Customer Classification: Test of the Hooks",
    "version": "19.0.1.0.0",
    "summary": "For the tests only: a metric, a method and a report of a bridge",
    "author": "Customer Classification contributors",
    "license": "LGPL-3",
    "category": "Hidden/Tests",
    "depends": ["customer_classification"],
    "assets": {
        "web.assets_tests": ["test_customer_classification/static/tests/tours/**/*"],
    },
}

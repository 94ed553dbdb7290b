"""Botocores before 1.31 do not know AWS_ENDPOINT_URL: their clients get the endpoint when they are made."""
import importlib.abc
import importlib.machinery
import os
import sys

MODULE = "botocore.session"


class Finder(importlib.abc.MetaPathFinder):
    """Waits for the module: most functions never load it, and importing it takes a quarter of a second."""

    def find_spec(self, name, path, target=None):
        if name != MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_and_mend(module):
                load(module)
                mend(module)

            spec.loader.exec_module = load_and_mend
        return spec


def mend(module):
    import botocore

    if tuple(int(part) for part in botocore.__version__.split(".")[:2]) >= (1, 31):
        return
    create = module.Session.create_client

    def create_client(self, service_name, *args, **kwargs):
        # The endpoint is the fifth of them; who gives it by place has decided.
        if len(args) < 5 and kwargs.get("endpoint_url") is None:
            variable = "AWS_ENDPOINT_URL_" + service_name.upper().replace("-", "_").replace(" ", "_")
            kwargs["endpoint_url"] = os.environ.get(variable) or os.environ.get("AWS_ENDPOINT_URL")
        return create(self, service_name, *args, **kwargs)

    module.Session.create_client = create_client


def mend_old_botocores():
    if os.environ.get("AWS_ENDPOINT_URL"):
        sys.meta_path.insert(0, Finder())

"""Addresses of the project, and beside them the pages of the stock flow, mounted as viewflow's documentation shows."""

from django.urls import path
from viewflow.workflow.flow import FlowViewset

from config.urls import *  # noqa: F403 -- the error pages, too
from config.urls import urlpatterns as ours
from tests.bench.flows import StockFlow

urlpatterns = [path("stock/", FlowViewset(StockFlow).urls), *ours]

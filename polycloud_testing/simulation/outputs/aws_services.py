"""What AWS answers for messages, observation, machine-learning services and spending."""

from __future__ import annotations

from typing import Final

from polycloud_testing.simulation.making import CREATED, Making
from polycloud_testing.simulation.outputs.aws_facts import region_of
from polycloud_testing.simulation.outputs.rules import Rule


def _sagemaker(kind: str, **more: str) -> Rule:
    return {
        "id": "{name}",
        "arn": f"arn:aws:sagemaker:{{region}}:{{account}}:{kind}/{{name}}",
        **more,
    }


def _tracking_url(making: Making) -> str:
    region = region_of(making)
    return f"https://t-{making.hex(12, 'url')}.{region}.experiments.sagemaker.aws"


RULES: Final[dict[str, Rule]] = {
    "aws:cloudwatch/logGroup:LogGroup": {
        "id": "{name}",
        "arn": "arn:aws:logs:{region}:{account}:log-group:{name}",
        "logGroupClass": "STANDARD",
    },
    "aws:cloudwatch/logStream:LogStream": {
        "id": "{name}",
        "arn": "arn:aws:logs:{region}:{account}:log-group:{logGroupName}:log-stream:{name}",
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        "id": "{name}",
        "arn": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    },
    "aws:cloudwatch/dashboard:Dashboard": {
        "id": "{dashboardName}",
        "dashboardArn": "arn:aws:cloudwatch::{account}:dashboard/{dashboardName}",
    },
    "aws:cloudwatch/eventRule:EventRule": {
        "id": "{name}",
        "arn": "arn:aws:events:{region}:{account}:rule/{name}",
    },
    "aws:xray/group:Group": {
        "id": "arn:aws:xray:{region}:{account}:group/{groupName}/{base32:26}",
        "arn": "{id}",
    },
    "aws:xray/samplingRule:SamplingRule": {
        "id": "{ruleName}",
        "arn": "arn:aws:xray:{region}:{account}:sampling-rule/{ruleName}",
    },
    "aws:amp/workspace:Workspace": {
        "id": "ws-{uuid}",
        "arn": "arn:aws:aps:{region}:{account}:workspace/{id}",
        "prometheusEndpoint": "https://aps-workspaces.{region}.amazonaws.com/workspaces/{id}/",
    },
    "aws:sns/topic:Topic": {
        "id": "arn:aws:sns:{region}:{account}:{name}",
        "arn": "{id}",
        "owner": "{account}",
        "beginningArchiveTime": "",
    },
    "aws:sns/topicSubscription:TopicSubscription": {
        "id": "{topic}:{uuid}",
        "arn": "{id}",
        "ownerId": "{account}",
    },
    "aws:sqs/queue:Queue": {
        "id": "https://sqs.{region}.amazonaws.com/{account}/{name}",
        "url": "{id}",
        "arn": "arn:aws:sqs:{region}:{account}:{name}",
    },
    "aws:lambda/function:Function": {
        "id": "{name}",
        "arn": "arn:aws:lambda:{region}:{account}:function:{name}",
        "qualifiedArn": "{arn}:$LATEST",
        "invokeArn": "arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}"
        "/invocations",
        "lastModified": CREATED,
        "version": "$LATEST",
    },
    "aws:sagemaker/mlflowTrackingServer:MlflowTrackingServer": {
        "id": "{trackingServerName}",
        "arn": "arn:aws:sagemaker:{region}:{account}:mlflow-tracking-server/{trackingServerName}",
        "trackingServerUrl": _tracking_url,
    },
    "aws:sagemaker/model:Model": _sagemaker("model"),
    "aws:sagemaker/endpointConfiguration:EndpointConfiguration": _sagemaker("endpoint-config"),
    "aws:sagemaker/endpoint:Endpoint": _sagemaker("endpoint"),
    "aws:sagemaker/domain:Domain": {
        "id": "d-{hex:12}",
        "arn": "arn:aws:sagemaker:{region}:{account}:domain/{id}",
        "url": "https://{id}.studio.{region}.sagemaker.aws",
        "homeEfsFileSystemId": "fs-{short_id}",
        "securityGroupIdForDomainBoundary": "sg-{short_id}",
        "singleSignOnApplicationArn": "",
        "singleSignOnManagedApplicationInstanceId": "",
    },
    "aws:appautoscaling/target:Target": {
        "id": "{resourceId}",
        "arn": "arn:aws:application-autoscaling:{region}:{account}:scalable-target/{hex:20}",
    },
    "aws:appautoscaling/policy:Policy": {
        "id": "{name}",
        "arn": "arn:aws:autoscaling:{region}:{account}:scalingPolicy:{uuid}:"
        "resource/{serviceNamespace}/{resourceId}:policyName/{name}",
    },
    "aws:budgets/budget:Budget": {
        "id": "{account}:{name}",
        "arn": "arn:aws:budgets::{account}:budget/{name}",
    },
}

use crate::transport::json::{outputs, words};
use crate::transport::operation::operations;

words! { AvailabilityZoneState }

outputs! {
    Region { RegionName: region_name, Endpoint: endpoint, OptInStatus: opt_in_status }
    AvailabilityZone {
        ZoneName: zone_name,
        ZoneId: zone_id,
        RegionName: region_name,
        State: state,
        ZoneType: zone_type,
    }
}

operations! {
    aws_sdk_ec2::Client;

    whole DescribeRegions = describe_regions { AllRegions: set_all_regions, Filters: set_filters } -> { Regions: regions }

    whole DescribeAvailabilityZones = describe_availability_zones {
        Filters: set_filters,
    } -> { AvailabilityZones: availability_zones }
}

use crate::json::{outputs, words};
use crate::operation::operations;

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

    DescribeRegions = describe_regions { AllRegions: set_all_regions, Filters: set_filters } -> { Regions: regions }

    DescribeAvailabilityZones = describe_availability_zones {
        Filters: set_filters,
    } -> { AvailabilityZones: availability_zones }
}

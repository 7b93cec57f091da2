// The LabTestSupport target.
